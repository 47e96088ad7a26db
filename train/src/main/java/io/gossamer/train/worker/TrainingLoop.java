package io.gossamer.train.worker;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.state.StateHash;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.data.Dataset;
import io.gossamer.model.data.FirstExamples;
import io.gossamer.model.data.Sharding;
import io.gossamer.model.network.Loss;
import io.gossamer.model.network.Network;
import io.gossamer.model.network.Score;
import io.gossamer.model.task.Task;
import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.Traffic;
import io.gossamer.train.exchange.ClientTraffic;
import io.gossamer.train.exchange.ErrorMeter;
import io.gossamer.train.exchange.Note;
import io.gossamer.train.exchange.Spoken;
import io.gossamer.train.job.Job;
import io.gossamer.train.run.ByteCount;
import io.gossamer.train.run.Event;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.ModelsApart;
import io.gossamer.train.strategy.Share;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The life of one worker: agree with the others on the start, then step by step compute, exchange and merge, with an
 * evaluation and a checkpoint now and then; in an elastic group, let in those who come. It runs the same in a process over TCP, as a thread, and in the simulation.
 */
public final class TrainingLoop implements Stateful, AutoCloseable {
    private final Job job;
    private final Group group;
    private final int worker;
    private final Task task;
    private final Network network;
    private final Learner learner;
    private final Evaluator evaluator;
    private final Checkpoints checkpoints;
    private final Consumer<Event> events;
    private final Supplier<Wish> wish;
    private final ErrorMeter meter = new ErrorMeter(this::tell);
    private final long[] stepsDone = {0};
    private ByteCount sentInSteps = ByteCount.ZERO;
    private ByteCount sentBefore = ByteCount.ZERO;
    private ByteCount receivedBefore = ByteCount.ZERO;
    private final Stateful common;
    private final Newcomers newcomers;
    /** Whether this worker tells what all workers of its folder know alike. */
    private boolean speaks;

    private TrainingClock clock;
    /** At the end of the last step; empty where something else has been said since. */
    private Optional<Traffic> said = Optional.empty();

    /**
     * @param method one of the job's methods
     * @param worker what events call this worker: its rank, or where workers come and go, its number among those of its folder
     * @param checkpoints where to save
     * @param events told what happens
     * @param wish asked once a step; only where workers come and go can one leave
     */
    public TrainingLoop(
            Job job,
            String method,
            Group group,
            int worker,
            Task task,
            Checkpoints checkpoints,
            Consumer<Event> events,
            Supplier<Wish> wish) {
        this.job = job;
        this.group = group;
        this.worker = worker;
        this.task = task;
        this.checkpoints = checkpoints;
        this.events = events;
        this.wish = wish;
        this.network = task.network(job.model(), job.loss().map(Loss::named).orElse(task.loss()), job.seed());
        Strategy strategy = Job.preset(method).strategy(job.settings(method), job.steps());
        this.learner = strategy.learner(new Site(
                network,
                new DealtShare(group, this::shares).share(),
                this::shares,
                group,
                job.seed(),
                this::note,
                checkpoints.methodFolder(),
                meter));
        requireElastic(method);
        this.evaluator = new Evaluator(group, task.test(), network, learner, checkpoints.place());
        this.common = visitor -> visitCommon(visitor.common());
        this.newcomers = new Newcomers(
                group,
                job,
                task,
                common,
                learner::caughtUp,
                network.parameters().layout().elements() * Float.BYTES);
        this.speaks = !group.elastic() && group.rank() == 0;
    }

    private void requireElastic(String method) {
        if (group.elastic() && !learner.elastic()) {
            close();
            throw new GossamerException(
                    "With " + method + ", as it is set, workers cannot come and go",
                    "Start it without --on-loss and --listen, or take a method that can, such as allreduce, dgc or localsgd"
                            + " (fedavg, fedpaq, fedfix, fedbuff and fedasync with a number of clients, gossip with one node on"
                            + " each worker).");
        }
    }

    /** The shares of so many learners among whom the training data is dealt. */
    private List<Share> shares(int learners) {
        Dataset whole = task.training();
        Dataset data = job.examples()
                .<Dataset>map(count -> new FirstExamples(whole, count))
                .orElse(whole);
        return Sharding.named(job.sharding()).orders(data, learners, job.seed(), job.batch()).stream()
                .map(order ->
                        new Share(number -> data.batch(order.batch(number)), (int) Math.ceil(order.stepsPerEpoch())))
                .toList();
    }

    /**
     * Trains to the end of the job, to the step after which the workers agree to stop, or until this one leaves.
     *
     * @param resume the checkpoint of this worker to go on from
     * @throws GossamerException if the workers do not start alike, the loss is not finite, or a peer is lost
     */
    public void run(Optional<Event.Checkpointed> resume) throws InterruptedException {
        resume.ifPresent(this::restore);
        double seconds = meet(resume.map(Event.Checkpointed::seconds).orElse(0.0));
        clock = new TrainingClock(group.world()::nanoTime, seconds);
        announce();
        boolean stopped = false;
        if (stepsDone[0] == 0) {
            clock.pauseFor(this::evaluate);
        }
        while (stepsDone[0] < job.steps() && !stopped) {
            if (group.elastic() && wish.get() == Wish.LEAVE) {
                learner.settle();
                tellEnd(true);
                return;
            }
            Votes votes = step(stepsDone[0]);
            stopped = votes.stop();
            stepsDone[0]++;
            boolean last = stopped || stepsDone[0] == job.steps();
            if (last || isEvaluated(stepsDone[0])) {
                group.barrier();
                pauseFor(this::evaluate);
            }
            if (last || isSaved(stepsDone[0])) {
                pauseFor(this::save);
            }
            if (votes.admit() && !last) {
                pauseFor(this::admit);
            }
        }
        finish(stopped);
    }

    /**
     * Agrees with the others on where to begin.
     *
     * @return the training clock there
     */
    private double meet(double seconds) throws InterruptedException {
        if (!group.elastic()) {
            // Between two exchanges a worker's own parameters and statistics differ from the others'.
            StartAgreement.check(group, job, task, stepsDone[0] == 0 ? network : this::visitShared);
            return seconds;
        }
        long before = stepsDone[0];
        double theirs = newcomers.welcome(seconds);
        if (stepsDone[0] == before) {
            newcomers.gather(seconds);
        }
        return theirs;
    }

    /** The statistics of networks are each worker's own between evaluations; who comes in takes their mean. */
    private void admit() throws InterruptedException {
        gather();
        evaluator.averageBuffers();
        newcomers.admit(clock.seconds());
    }

    private void pauseFor(TrainingClock.Pause body) throws InterruptedException {
        clock.pauseFor(body);
        said = Optional.empty();
    }

    private Votes step(long step) throws InterruptedException {
        if (speaks && isMeasured(step)) {
            meter.arm();
        }
        StepMeter meter = new StepMeter(group, learner.queue(), worker, said.orElseGet(group::traffic));
        Learner.Outcome outcome = learner.step(step, new Votes(wish.get() == Wish.STOP, group.somebodyWaits()));
        Votes votes = outcome.votes();
        if (!votes.equals(Votes.NONE) || step + 1 == job.steps() || isEvaluated(step + 1) || isSaved(step + 1)) {
            votes = votes.or(learner.settle());
        }
        Traffic after = group.traffic();
        Event.Step event = meter.end(step, outcome.loss(), clock.seconds(), after);
        said = Optional.of(after);
        sentInSteps = sentInSteps.plus(event.sent());
        events.accept(event);
        meter.hidden(step).ifPresent(events);
        return votes;
    }

    private boolean isEvaluated(long done) {
        return done % job.evaluateEvery() == 0;
    }

    private boolean isSaved(long done) {
        return job.checkpointEvery() > 0 && done % job.checkpointEvery() == 0;
    }

    /** Whether what is said in this step is measured, or in the next one that talks: the first and those before evaluations. */
    private boolean isMeasured(long step) {
        return step == 0 || (step + 1) % job.evaluateEvery() == 0 || step + 1 == job.steps();
    }

    private void tell(Spoken spoken) {
        events.accept(new Event.Layers(worker, spoken.step(), spoken.said(), spoken.served()));
    }

    private void note(Note note) {
        if (speaks) {
            events.accept(new Event.Noted(worker, stepsDone[0], note.text(), note.figures()));
        }
    }

    private void announce() {
        Dataset training = task.training();
        long parameters = network.parameters().layout().elements();
        events.accept(new Event.Started(
                worker, ProcessHandle.current().pid(), parameters, stepsDone[0], training.checksum()));
    }

    private void evaluate() throws InterruptedException {
        Optional<ModelsApart> apart = learner.apart();
        Score own = apart.isPresent() ? evaluator.judgeApart(apart.get()) : Score.ZERO;
        gather();
        Evaluator.Judgement judgement = evaluator.judge(clock.seconds(), sentInSteps.total());
        apart.ifPresent(models -> models.judged(judgement.score(), own));
        speaks = group.elastic() ? judgement.speaks() : group.rank() == 0;
        if (speaks) {
            events.accept(new Event.Evaluation(
                    worker,
                    stepsDone[0],
                    judgement.seconds(),
                    judgement.bytesSent(),
                    judgement.score().loss(),
                    judgement.score().accuracy()));
            learner.standing().ifPresent(standing -> events.accept(new Event.Stood(worker, stepsDone[0], standing)));
        }
    }

    /** What is shared may have to be made of the nodes' own models first. */
    private void gather() throws InterruptedException {
        Optional<ModelsApart> apart = learner.apart();
        if (apart.isPresent()) {
            apart.get().merge();
        }
    }

    private void save() throws InterruptedException {
        if (group.elastic()) {
            gather();
        }
        if (!group.elastic()) {
            checkpoints.save(group, stepsDone[0], this);
        } else if (speaks) {
            checkpoints.saveCommon(stepsDone[0], common);
        } else {
            return;
        }
        events.accept(new Event.Checkpointed(worker, stepsDone[0], clock.seconds(), sent(), received(), sentInSteps));
    }

    private void finish(boolean stopped) throws InterruptedException {
        if (speaks && !stopped) {
            checkpoints.saveModel(job, task, network, learner.shared());
        }
        List<ClientTraffic> clients = learner.clients();
        if (!clients.isEmpty()) {
            events.accept(new Event.Clients(worker, clients));
        }
        tellEnd(stopped);
        group.barrier();
    }

    /** @param early whether before the end of the job */
    private void tellEnd(boolean early) {
        events.accept(new Event.Finished(
                worker, stepsDone[0], early, clock.seconds(), sent(), received(), PeakMemory.ofThisProcess()));
    }

    private void restore(Event.Checkpointed from) {
        if (group.elastic()) {
            checkpoints.restoreCommon(from.step(), common);
            learner.caughtUp();
        } else if (checkpoints.workers(from.step()) == group.size()) {
            checkpoints.restore(group.rank(), from.step(), this);
        } else {
            learner.rejoin(from.step());
            stepsDone[0] = from.step();
        }
        sentBefore = from.sent();
        receivedBefore = from.received();
        sentInSteps = from.sentInSteps();
    }

    private ByteCount sent() {
        return sentBefore.plus(ByteCount.of(group.traffic().sent()));
    }

    private ByteCount received() {
        return receivedBefore.plus(ByteCount.of(group.traffic().received()));
    }

    /** SHA-256 of the parameters that all workers share; equal on all of them after every exchange. */
    public String sharedHash() {
        return StateHash.of(learner.shared());
    }

    private void visitShared(StateVisitor visitor) {
        learner.shared().visitState(visitor.scope("shared"));
        network.frozen().visitState(visitor.scope("frozen"));
    }

    /** All that a newcomer needs. */
    private void visitCommon(StateVisitor visitor) {
        visitor.longs("steps", stepsDone);
        network.buffers().visitState(visitor.scope("buffers"));
        learner.shared().visitState(visitor.scope("shared"));
        learner.visitState(visitor.scope("learner"));
    }

    @Override
    public void visitState(StateVisitor visitor) {
        visitor.longs("steps", stepsDone);
        network.visitState(visitor.scope("network"));
        learner.visitState(visitor.scope("learner"));
    }

    @Override
    public void close() {
        learner.close();
        network.close();
    }
}
