package io.gossamer.train.method;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.train.exchange.AllReduceMean;
import io.gossamer.train.exchange.Exchange;
import io.gossamer.train.exchange.Note;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.optimizer.AdamW;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;

/**
 * Adam whose gradient is said whole until its variance (the second moment) has settled; from then on the variance is
 * frozen, and what is said is the momentum that each node's gradient would give: the mean of what is heard takes the
 * place of everybody's momentum. Compressing a momentum is harmless, where compressing what goes into a square is not.
 *
 * @param adam the optimiser
 * @param freeze when
 * @param varianceFloor elements whose variance is below it when it is frozen are held still: a code that cannot say zero
 *     would move them by a scale over next to nothing
 * @param updating whether the variance goes on following the momentum, an ablation that spoils the method
 * @param clip largest L2 norm of the gradient: of the mean before, of each worker's own once frozen; 0 for none
 * @param whole names of tensors that keep a dense exchange and ordinary Adam; empty for none
 */
record FrozenVariance(
        AdamW.Spec adam,
        FreezeRule freeze,
        double varianceFloor,
        boolean updating,
        double clip,
        Optional<Pattern> whole)
        implements Subject {
    @Override
    public Learner learner(Strategy strategy, Site site) {
        return new Node(this, strategy, site);
    }

    /** Whether a tensor is said whole throughout. */
    boolean saysWhole(FlatLayout.Entry tensor) {
        return whole.isPresent() && whole.get().matcher(tensor.name()).find();
    }

    private static final class Node implements Learner {
        private final FrozenVariance subject;
        private final Strategy strategy;
        private final Site site;
        private final AdamW adam;
        private final Exchange dense;
        private final Exchange coded;
        private final FlatTensors mask;
        private final FreezeRule.Watch watch;
        private final long[] frozen = {0};

        Node(FrozenVariance subject, Strategy strategy, Site site) {
            this.subject = subject;
            this.strategy = strategy;
            this.site = site;
            this.adam = subject.adam.create(shared());
            this.dense = new AllReduceMean(site.group(), shared().layout());
            dense.measure(site.meter());
            this.coded = strategy.exchange().apply(site);
            this.mask = shared().likeThis();
            this.watch = subject.freeze.watch();
        }

        @Override
        public FlatTensors shared() {
            return site.network().parameters();
        }

        @Override
        public Outcome step(long step, Votes votes) throws InterruptedException {
            double loss = site.gradient(step);
            double rate = strategy.learningRate().at(step);
            FlatTensors said = site.network().gradients();
            return new Outcome(loss, frozen[0] != 0 ? coded(said, step, votes, rate) : dense(said, step, votes, rate));
        }

        private Votes dense(FlatTensors gradient, long step, Votes votes, double rate) throws InterruptedException {
            Votes all = dense.mean(gradient, step, votes);
            FlatMath.clip(gradient, subject.clip);
            adam.step(shared(), gradient, rate);
            if (watch.settled(step, () -> sum(adam.secondMoment()))) {
                freeze(step);
            }
            return all;
        }

        private Votes coded(FlatTensors said, long step, Votes votes, double rate) throws InterruptedException {
            FlatMath.clip(said, subject.clip);
            for (int tensor = 0; tensor < said.layout().entries().size(); tensor++) {
                if (isMomentum(tensor)) {
                    adam.momentumOf(said, tensor);
                }
            }
            Votes all = coded.mean(said, step, votes);
            adam.stepAlong(shared(), said, this::isMomentum, mask, rate);
            if (subject.updating) {
                adam.followMoment();
            }
            return all;
        }

        private boolean isMomentum(int tensor) {
            return !subject.saysWhole(shared().layout().entries().get(tensor));
        }

        private void freeze(long step) {
            frozen[0] = 1;
            long all = shared().layout().elements();
            long moving = all;
            try (PointerScope scope = new PointerScope()) {
                mask.flat().copy_(adam.secondMoment().flat().ge(new Scalar(subject.varianceFloor)));
                if (subject.varianceFloor > 0) {
                    moving = mask.flat().count_nonzero().item_long();
                }
            }
            String text = "The variance is frozen after step " + step + "; " + (all - moving) + " of " + all
                    + " elements lie below its floor and are held still.";
            site.notes().accept(Note.of(text));
        }

        private static double sum(FlatTensors tensors) {
            try (PointerScope scope = new PointerScope()) {
                return tensors.flat().sum().item_double();
            }
        }

        @Override
        public void visitState(StateVisitor visitor) {
            visitor.longs("frozen", frozen);
            adam.visitState(visitor.scope("adam"));
            mask.visitState(visitor.scope("mask"));
            watch.visitState(visitor.scope("watch"));
            coded.visitState(visitor.scope("exchange"));
        }

        @Override
        public void close() {
            adam.close();
            mask.close();
            dense.close();
            coded.close();
        }
    }
}
