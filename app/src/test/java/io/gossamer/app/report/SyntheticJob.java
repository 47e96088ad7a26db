package io.gossamer.app.report;

import io.gossamer.app.report.ReportData.Course;
import io.gossamer.train.exchange.Said;
import io.gossamer.train.exchange.Spoken;
import io.gossamer.train.run.Event.Evaluation;
import io.gossamer.train.run.Event.Noted;
import io.gossamer.train.run.MethodResult;
import io.gossamer.train.run.MethodResult.BitsPerParameter;
import io.gossamer.train.run.MethodResult.CheckpointFile;
import io.gossamer.train.run.MethodResult.Scores;
import io.gossamer.train.run.MethodResult.StepBytes;
import io.gossamer.train.run.MethodResult.StepBytes.Phase;
import io.gossamer.train.run.MethodResult.TimeTo;
import io.gossamer.train.run.MethodResult.WireBytes;
import io.gossamer.train.run.RunResult;
import io.gossamer.train.run.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A job whose figures follow from a few numbers, shaped like a real one: four workers on a 20 Mbit/s link. */
public final class SyntheticJob {
    private static final int WORKERS = 4;
    private static final int STEPS = 400;
    private static final long PARAMETERS = 44_426;
    private static final Map<String, Long> SIZES = new LinkedHashMap<>();

    static {
        SIZES.put("conv1.weight", 150L);
        SIZES.put("conv1.bias", 6L);
        SIZES.put("conv2.weight", 2_400L);
        SIZES.put("conv2.bias", 16L);
        SIZES.put("fc1.weight", 30_720L);
        SIZES.put("fc1.bias", 120L);
        SIZES.put("fc2.weight", 10_080L);
        SIZES.put("fc2.bias", 84L);
        SIZES.put("fc3.weight", 840L);
        SIZES.put("fc3.bias", 10L);
    }

    /** What one method is like. */
    private record Character(
            String method,
            double finalAccuracy,
            double speed,
            double bytesPerStep,
            double compute,
            double idle,
            double hidden) {}

    private static final List<Character> METHODS = List.of(
            new Character("allreduce", 0.985, 60, 266_000, 0.010, 0.145, 0),
            new Character("topk", 0.957, 75, 3_300, 0.013, 0.016, 0),
            new Character("topk-ef", 0.971, 70, 3_300, 0.013, 0.016, 0),
            new Character("dgc", 0.9838, 62, 3_200, 0.014, 0.016, 0),
            new Character("diloco", 0.982, 50, 5_300, 0.011, 0.004, 0),
            new Character("streaming-diloco", 0.981, 52, 700, 0.011, 0.001, 0.009));

    private SyntheticJob() {}

    /** The job with some of allreduce, topk, topk-ef, dgc, diloco, streaming-diloco. */
    public static ReportData data(String... methods) {
        List<Course> courses = new ArrayList<>();
        List<MethodResult> runs = new ArrayList<>();
        for (String method : methods) {
            Character character = METHODS.stream()
                    .filter(m -> m.method().equals(method))
                    .findFirst()
                    .orElseThrow();
            List<Evaluation> course = course(character);
            courses.add(new Course(course, List.of(), notes(method)));
            runs.add(result(character, course));
        }
        RunResult job = new RunResult("digits", "lenet", WORKERS, "20mbit,10ms", 1, runs);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("gossamer", "0.1.0");
        facts.put("libtorch", "2.10.0-1.5.13");
        return new ReportData(job, courses, PARAMETERS, facts);
    }

    private static List<Noted> notes(String method) {
        return method.equals("dgc")
                ? List.of(new Noted(0, 99, "The density is <1 %> from here on.", Map.of()))
                : List.of();
    }

    /** A LeNet's tensors; the larger ones are compressed. */
    private static Spoken layers(Character character) {
        boolean dense =
                character.method().equals("allreduce") || character.method().endsWith("diloco");
        List<Said> said = new ArrayList<>();
        SIZES.forEach((tensor, elements) -> {
            boolean whole = dense || tensor.endsWith("bias");
            double error = 0.9 - elements / 1e6 + character.speed() / 1e3;
            said.add(new Said(tensor, elements, whole ? 0 : error, whole ? 32 : 0.2 + 40.0 / elements));
        });
        return new Spoken(STEPS - 1, said, List.of());
    }

    /** The job with all methods. */
    public static ReportData data() {
        return data(METHODS.stream().map(Character::method).toArray(String[]::new));
    }

    private static List<Evaluation> course(Character character) {
        List<Evaluation> points = new ArrayList<>();
        for (int step = 0; step <= STEPS; step += 20) {
            double progress = 1 - Math.exp(-step / character.speed());
            double accuracy = 0.1 + (character.finalAccuracy() - 0.1) * progress + 0.002 * Math.sin(step);
            double loss = 0.03 + (1 - character.finalAccuracy()) + 2.25 * (1 - progress);
            double seconds = step * (character.compute() + character.idle() + 0.002);
            points.add(new Evaluation(0, step, seconds, step * character.bytesPerStep(), loss, Math.min(1, accuracy)));
        }
        return points;
    }

    private static Map<String, String> settings(String method) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("learning-rate", method.endsWith("diloco") ? "0.001" : "0.05");
        if (method.startsWith("topk") || method.equals("dgc")) {
            settings.put("density", "0.01");
        }
        return settings;
    }

    private static MethodResult result(Character character, List<Evaluation> points) {
        Evaluation last = points.getLast();
        long sent = Math.round(last.bytesSent() * WORKERS);
        boolean dense = character.method().equals("allreduce");
        Phase steady = dense
                ? new Phase(0, character.bytesPerStep() - 90, 90)
                : new Phase(character.bytesPerStep() - 1_000, 910, 90);
        Phase warmup = character.method().equals("dgc") ? new Phase(21_000, 910, 90) : new Phase(0, 0, 0);
        return new MethodResult(
                character.method(),
                settings(character.method()),
                STEPS,
                false,
                last.seconds(),
                new Scores(last.loss(), last.accuracy()),
                new WireBytes(sent, sent),
                new StepBytes(warmup, steady),
                new BitsPerParameter(warmup.total() * 8 / PARAMETERS, steady.total() * 8 / PARAMETERS),
                STEPS * character.compute(),
                STEPS * 0.002,
                STEPS * character.idle(),
                STEPS * character.hidden(),
                timeTo(points),
                Optional.of(layers(character)),
                Optional.empty(),
                new CheckpointFile("runs/x/" + character.method() + "/model.safetensors", "ab".repeat(32)),
                "runs/x/report.html");
    }

    private static TimeTo timeTo(List<Evaluation> points) {
        Map<String, Double> reached = new LinkedHashMap<>();
        for (String accuracy : Summary.ACCURACIES) {
            reached.put(
                    accuracy,
                    points.stream()
                            .filter(p -> p.accuracy() >= Double.parseDouble(accuracy))
                            .map(Evaluation::seconds)
                            .findFirst()
                            .orElse(null));
        }
        return new TimeTo(reached);
    }
}
