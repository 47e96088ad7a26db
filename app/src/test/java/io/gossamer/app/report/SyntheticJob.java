package io.gossamer.app.report;

import io.gossamer.app.report.ReportData.Course;
import io.gossamer.app.report.ReportData.Evaluation;
import io.gossamer.app.result.JobResult;
import io.gossamer.app.result.MethodResult;
import io.gossamer.app.result.MethodResult.ByKind;
import io.gossamer.app.result.MethodResult.Bytes;
import io.gossamer.app.result.MethodResult.BytesPerStep;
import io.gossamer.app.result.MethodResult.Checkpoint;
import io.gossamer.app.result.MethodResult.Outcome;
import io.gossamer.app.result.TimeTo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A job whose figures follow from a few numbers, shaped like a real one: four workers on a 20 Mbit/s link. */
public final class SyntheticJob {
    private static final int WORKERS = 4;
    private static final int STEPS = 400;

    /** What one method is like. */
    private record Character(
            String method, double finalAccuracy, double speed, double bytesPerStep, double compute, double idle) {}

    private static final List<Character> METHODS = List.of(
            new Character("allreduce", 0.985, 60, 266_000, 0.010, 0.145),
            new Character("topk", 0.957, 75, 3_300, 0.013, 0.016),
            new Character("topk-ef", 0.971, 70, 3_300, 0.013, 0.016),
            new Character("dgc", 0.9838, 62, 3_200, 0.014, 0.016),
            new Character("diloco", 0.982, 50, 5_300, 0.011, 0.004));

    private SyntheticJob() {}

    /** The job with the first {@code methods} of allreduce, topk, topk-ef, dgc, diloco. */
    public static ReportData data(String... methods) {
        List<Course> courses = new ArrayList<>();
        List<MethodResult> runs = new ArrayList<>();
        for (String method : methods) {
            Character character = METHODS.stream()
                    .filter(m -> m.method().equals(method))
                    .findFirst()
                    .orElseThrow();
            Course course = course(character);
            courses.add(course);
            runs.add(result(character, course.evaluations()));
        }
        JobResult job = new JobResult("digits", "lenet", WORKERS, "20mbit,10ms", 1, runs);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("gossamer", "0.1.0");
        facts.put("java", "25.0.3");
        facts.put("libtorch", "2.10.0-1.5.13");
        facts.put("machine", "2 cores, linux-x86_64");
        facts.put("data", "digits <seed 1>, 12 000 + 2 000");
        return new ReportData(job, courses, facts);
    }

    /** The job with all methods. */
    public static ReportData data() {
        return data(METHODS.stream().map(Character::method).toArray(String[]::new));
    }

    private static Course course(Character character) {
        List<Evaluation> points = new ArrayList<>();
        for (int step = 0; step <= STEPS; step += 20) {
            double progress = 1 - Math.exp(-step / character.speed());
            double accuracy = 0.1 + (character.finalAccuracy() - 0.1) * progress + 0.002 * Math.sin(step);
            double loss = 0.03 + (1 - character.finalAccuracy()) + 2.25 * (1 - progress);
            double seconds = step * (character.compute() + character.idle() + 0.002);
            points.add(new Evaluation(step, seconds, step * character.bytesPerStep(), loss, Math.min(1, accuracy)));
        }
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("batch", "32");
        configuration.put("learning rate", character.method().equals("diloco") ? "0.001" : "0.05");
        configuration.put("steps", String.valueOf(STEPS));
        if (character.method().startsWith("topk") || character.method().equals("dgc")) {
            configuration.put("density", "0.01");
        }
        return new Course(character.method(), configuration, points);
    }

    private static MethodResult result(Character character, List<Evaluation> points) {
        Evaluation last = points.getLast();
        long sent = Math.round(last.bytesSent() * WORKERS);
        ByKind steady = character.method().equals("allreduce")
                ? new ByKind(0, character.bytesPerStep() - 90, 90)
                : new ByKind(character.bytesPerStep() - 1_000, 910, 90);
        ByKind warmup = character.method().equals("dgc") ? new ByKind(21_000, 910, 90) : null;
        return new MethodResult(
                character.method(),
                STEPS,
                last.seconds(),
                new Outcome(last.loss(), last.accuracy()),
                new Bytes(sent, sent),
                new BytesPerStep(warmup, steady),
                STEPS * character.compute(),
                STEPS * 0.002,
                STEPS * character.idle(),
                TimeTo.of(points.stream()
                        .map(p -> new TimeTo.Point(p.seconds(), p.accuracy()))
                        .toList()),
                new Checkpoint("runs/x/" + character.method() + "/final.safetensors", "ab".repeat(32)),
                "runs/x/report.html");
    }
}
