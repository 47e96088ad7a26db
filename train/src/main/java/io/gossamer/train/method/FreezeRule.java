package io.gossamer.train.method;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import java.util.function.DoubleSupplier;

/** When Adam's variance has settled. All nodes hold the same variance, so they decide alike. */
sealed interface FreezeRule {
    Watch watch();

    /** One node's watch over the variance, step by step. */
    interface Watch extends Stateful {
        /**
         * Whether the variance is to be frozen after this step.
         *
         * @param norm gives the L1 norm of the variance
         */
        boolean settled(long step, DoubleSupplier norm);
    }

    /** After a fixed number of steps. */
    record After(long steps) implements FreezeRule {
        @Override
        public Watch watch() {
            return new Watch() {
                @Override
                public boolean settled(long step, DoubleSupplier norm) {
                    return step + 1 >= steps;
                }

                @Override
                public void visitState(StateVisitor visitor) {}
            };
        }
    }

    /**
     * As soon as the norm of the variance has changed by less than 4 % over 1 / (1 - beta2) steps, be it up or down, and
     * the learning rate has ended its warm-up. Source: 1-bit Adam, section 7.1.
     *
     * @param beta2 decay of the variance
     * @param earliest steps of the learning rate's warm-up
     */
    record WhenSteady(double beta2, long earliest) implements FreezeRule {
        private static final double STEADY = 0.96;

        @Override
        public Watch watch() {
            return new RatioWatch(Math.toIntExact(Math.round(1 / (1 - beta2))), earliest);
        }

        private static final class RatioWatch implements Watch {
            private final long earliest;
            private final double[] norms;

            RatioWatch(int period, long earliest) {
                this.earliest = earliest;
                this.norms = new double[period];
            }

            @Override
            public boolean settled(long step, DoubleSupplier norm) {
                int place = (int) (step % norms.length);
                double before = norms[place];
                double now = norm.getAsDouble();
                norms[place] = now;
                return step >= norms.length
                        && step >= earliest
                        && Math.min(now, before) >= STEADY * Math.max(now, before);
            }

            @Override
            public void visitState(StateVisitor visitor) {
                visitor.doubles("norms", norms);
            }
        }
    }
}
