package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.job.JobBuilder;
import io.gossamer.train.launch.Launcher;
import io.gossamer.train.launch.OnLoss;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.run.Event;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** PCCL's promise: a run goes on, and ends as well, when peers are lost and others join. */
public final class PcclReproduction implements Reproduction {
    private static final double ACCURACY_MARGIN = 0.5;
    private static final double LOSS_MARGIN = 0.05;
    private static final int VICTIM = 1;
    private static final String METHOD = "allreduce";
    private static final String DISTURBED = "disturbed";
    /** So slow that a process is there long before the run is over. */
    private static final String LINK = "100mbit,1ms";

    @Override
    public String method() {
        return "pccl";
    }

    @Override
    public List<Claim> run(Setting setting) {
        return List.of(training(setting));
    }

    private static Claim training(Setting setting) {
        TrainingData data = TrainingData.images(setting);
        long steps = setting.quick() ? 300 : 1000;
        long third = steps / 3;
        Supplier<JobBuilder> job = () -> data.job("mlp:128", steps, 32).link(LINK);
        Outcome undisturbed = new Trials(setting, "churn", job).run("undisturbed", METHOD);
        Trials losing =
                new Trials(setting, "churn", job, () -> new Launcher(new LosingAWorker(VICTIM, third), OnLoss.REPLACE));
        Outcome disturbed = losing.run(DISTURBED, METHOD);
        long joined = setting.seeds().stream()
                .mapToLong(seed -> stepsOfNewcomer(losing.events(DISTURBED, METHOD, seed)))
                .min()
                .orElseThrow();
        double points = undisturbed.accuracy() - disturbed.accuracy();
        double loss = disturbed.trainingLoss() - undisturbed.trainingLoss();
        return new Claim(
                "A worker that is killed and another that joins leave no trace in the result",
                "loss within 2 % of the undisturbed run",
                String.format(
                        Locale.ROOT,
                        "MLP 784-128-10 on %s, 4 workers of batch 32 behind %s, %d steps, dense, one killed after step %d and"
                                + " one that joins for it, seeds %s",
                        data.label(),
                        LINK,
                        steps,
                        third,
                        setting.seeds()),
                text(disturbed) + "; the newcomer took " + joined + " steps",
                text(undisturbed),
                "at most " + ACCURACY_MARGIN + " points less accuracy, training loss within " + LOSS_MARGIN
                        + ", a newcomer that takes part",
                points <= ACCURACY_MARGIN && Math.abs(loss) <= LOSS_MARGIN && joined > 0);
    }

    /** How many steps the worker took that came for the lost one. */
    private static long stepsOfNewcomer(List<Event> events) {
        return events.stream()
                .dropWhile(event -> !(event instanceof Event.Lost))
                .filter(event -> event instanceof Event.Step && event.worker() == VICTIM)
                .count();
    }

    private static String text(Outcome outcome) {
        return String.format(Locale.ROOT, "%s, training loss %.4f", outcome, outcome.trainingLoss());
    }
}
