package io.gossamer.app.command;

import io.gossamer.app.job.Conduct;
import io.gossamer.app.job.JobRequest;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of a training job. What is left out gets the default of the task or of the method. */
final class JobOptions {
    @Parameters(
            arity = "0..1",
            paramLabel = "JOB.yaml",
            description = "A file with these options by name (without dashes); the command line overrides it.")
    Path jobFile;

    @Option(
            names = "--task",
            paramLabel = "NAME",
            description =
                    "What to learn: digits and text are built in; mnist, cifar10 and textfile read --data. Without"
                            + " it, what --data holds decides, or digits.")
    String task;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "Your data: a folder of IDX or CIFAR-10 files, or a UTF-8 text file.")
    Path data;

    @Option(
            names = "--model",
            paramLabel = "NAME|FILE",
            description =
                    "logistic, mlp, lenet, resnet20, gpt, a TorchScript file (*.pt) or a llama2.c model (*.bin); all but"
                            + " TorchScript also with +lora(RANK,ALPHA) or +only(REGEX).")
    String model;

    @Option(names = "--workers", paramLabel = "N", description = "Worker processes on this machine (4).")
    Integer workers;

    @Option(
            names = "--link",
            paramLabel = "RATE,LATENCY[,LOSS]",
            description = "The access line of each worker, for instance 20mbit,10ms or 5mbit,30ms,0.01.")
    String link;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of everything random (1).")
    Long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "Run directory (a new one under runs/).")
    Path out;

    @Option(names = "--steps", paramLabel = "N", description = "Optimiser steps per worker.")
    Long steps;

    @Option(names = "--batch", paramLabel = "N", description = "Examples per worker and step.")
    Integer batch;

    @Option(names = "--learning-rate", paramLabel = "X", description = "Peak learning rate.")
    String learningRate;

    @Option(
            names = "--density",
            paramLabel = "X",
            description = "Share of a gradient that topk, topk-ef and dgc send, for instance 0.001.")
    String density;

    @Option(names = "--warmup-steps", paramLabel = "N", description = "Steps in which dgc works down to its density.")
    String warmupSteps;

    @Option(names = "--clip", paramLabel = "X", description = "Largest L2 norm of a gradient.")
    String clip;

    @Option(
            names = "--sync-every",
            paramLabel = "H",
            description = "Steps between exchanges of methods of local steps.")
    String syncEvery;

    @Option(
            names = "--set",
            split = ",(?![^(]*\\))",
            paramLabel = "[METHOD.]SETTING=VALUE",
            description = "Any other setting, of one method or of all that have it, for instance dgc.sample-ratio=1.")
    Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--loss", paramLabel = "NAME", description = "Loss of a TorchScript model: cross-entropy or mse.")
    String loss;

    @Option(
            names = "--examples",
            paramLabel = "N",
            description = "Train on the first N examples of the data only (all).")
    Integer examples;

    @Option(
            names = "--sharding",
            paramLabel = "KIND",
            description =
                    "How examples are dealt to workers or their clients: iid (the default), label (each sees few classes) or"
                            + " dirichlet(ALPHA) (the more alike, the larger ALPHA), or dirichlet(ALPHA,resample) (drawn anew in"
                            + " each epoch).")
    String sharding;

    @Option(names = "--timeout", paramLabel = "TIME", description = "How long a silent worker is waited for (30s).")
    String timeout;

    @Option(
            names = "--tls",
            paramLabel = "on|off",
            description = "Whether workers prove who they are and encrypt what they say (on); off to compare.")
    String tls;

    @Option(
            names = "--on-loss",
            paramLabel = "fail|continue|replace",
            description =
                    "What follows when a worker is lost: the run fails (the default), the others continue, or a new"
                            + " worker also replaces it.")
    String onLoss;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description =
                    "An address of this machine at which others can join by 'gossamer join'; the invitation is shown."
                            + " Workers can then come and go.")
    String listen;

    @Option(
            names = "--coordinators",
            paramLabel = "N",
            description =
                    "How many keep the list of workers: 1 (the default) within this process, or 3 or 5 processes, of"
                            + " which a minority may be lost; needs --on-loss or --listen.")
    Integer coordinators;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description =
                    "Connections each way between two workers that pass for one (1); 4 to 8 pay where the way is long and wide.")
    Integer connections;

    @Option(names = "--eval-every", paramLabel = "N", description = "Steps between two evaluations.")
    Long evalEvery;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description = "Go on from the last checkpoint of this run directory; one-byte also with other --workers.")
    Path resume;

    JobRequest request(List<String> methods) {
        return new JobRequest(
                methods,
                Optional.ofNullable(task),
                Optional.ofNullable(data),
                Optional.ofNullable(model),
                Optional.ofNullable(loss),
                Optional.ofNullable(workers),
                Optional.ofNullable(link),
                Optional.ofNullable(seed),
                Optional.ofNullable(out),
                Optional.ofNullable(steps),
                Optional.ofNullable(batch),
                Optional.ofNullable(examples),
                Optional.ofNullable(sharding),
                Optional.ofNullable(timeout),
                Optional.ofNullable(tls),
                Optional.ofNullable(evalEvery),
                allSettings(),
                new Conduct(
                        Optional.ofNullable(onLoss),
                        Optional.ofNullable(listen),
                        Optional.ofNullable(coordinators),
                        Optional.ofNullable(connections),
                        Optional.ofNullable(resume)));
    }

    /** What {@code --set} says, and the settings that have an option of their own. */
    private Map<String, String> allSettings() {
        Map<String, String> all = new LinkedHashMap<>();
        put(all, "learning-rate", learningRate);
        put(all, "density", density);
        put(all, "warmup-steps", warmupSteps);
        put(all, "clip", clip);
        put(all, "sync-every", syncEvery);
        all.putAll(settings);
        return all;
    }

    private static void put(Map<String, String> all, String name, String value) {
        if (value != null) {
            all.put(name, value);
        }
    }
}
