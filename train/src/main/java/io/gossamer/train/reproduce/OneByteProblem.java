package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.reproduce.Trials.Override;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A problem that Just One Byte is tried on, and the claims that are made of every one.
 *
 * @param name of its trials, in folders
 * @param what it is, with the number of parameters
 * @param batch examples of one measurement
 * @param rate learning rate
 */
record OneByteProblem(
        Reproduction.Setting setting,
        String name,
        String what,
        TrainingData data,
        String model,
        int batch,
        long rounds,
        String rate) {
    static final String METHOD = "one-byte";
    static final int MACHINES = 4;
    static final int SAMPLES = 2;
    static final double CODE_MARGIN = 0.02;
    static final double CLEARLY = 0.95;

    /** The settings of all runs, as claims state them. */
    String where() {
        return String.format(
                Locale.ROOT,
                "%s on %s, %d machines, batch %d, %d samples, epsilon 0.001, lr %s, %d rounds, seeds %s",
                what,
                data.label(),
                MACHINES,
                batch,
                SAMPLES,
                rate,
                rounds,
                setting.seeds());
    }

    /** This problem with another model and the rate that suits it. */
    OneByteProblem with(String otherModel, String otherRate) {
        return new OneByteProblem(setting, name, what, data, otherModel, batch, rounds, otherRate);
    }

    /** The method, with other settings than usual. */
    Outcome oneByte(String label, int machines, Override... overrides) {
        return run(
                label,
                machines,
                METHOD,
                Stream.concat(Stream.of(new Override("learning-rate", rate)), Arrays.stream(overrides))
                        .toArray(Override[]::new));
    }

    Outcome run(String label, int machines, String method, Override... overrides) {
        return new Trials(setting, name, () -> data.job(model, rounds, batch).workers(machines))
                .run(label + "-" + machines, method, overrides);
    }

    static Override code(String code) {
        return new Override("scalar-code", code);
    }

    static Figures losses(Outcome outcome) {
        return new Figures(
                outcome.label(),
                outcome.results().stream().map(result -> result.scores().loss()).toList());
    }

    static String text(Outcome outcome) {
        return String.format(Locale.ROOT, "%s, accuracy %.1f %%", losses(outcome), outcome.accuracy());
    }

    Claim codeCostsNothing(Outcome bytes, Outcome floats) {
        return alike(
                "One byte says a projected gradient as well as a float32",
                "1 byte per gradient (abstract); no figure",
                bytes,
                floats);
    }

    Claim nineBitsCostNothing(Outcome nine, Outcome floats) {
        return alike(
                "The official code's nine bits do not differ from float32",
                "identical to three digits (our prototype)",
                nine,
                floats);
    }

    private Claim alike(String claim, String paper, Outcome one, Outcome other) {
        Figures ratio = losses(one).relativeTo(losses(other));
        return new Claim(
                claim,
                paper,
                where() + "; test loss",
                text(one),
                text(other),
                "within 2 % of each other",
                ratio.smallest() >= 1 - CODE_MARGIN && ratio.largest() <= 1 + CODE_MARGIN);
    }

    Claim machinesHelp(Outcome four, Outcome one) {
        Figures ratio = losses(four).relativeTo(losses(one));
        return new Claim(
                "More machines learn more in the same rounds",
                "proof of concept on SST-2 (curves)",
                where() + "; test loss",
                text(four),
                text(one),
                "four machines at most " + CLEARLY + " of the loss of one",
                ratio.largest() <= CLEARLY);
    }

    /** @param others what the same cannot be said of, as text */
    Claim machinesReplaceSamples(Outcome four, Outcome mezo, String others) {
        return new Claim(
                "Four machines do what one does with as many samples",
                "none",
                where() + "; test loss",
                text(four),
                text(mezo) + "; for scale: " + others,
                "within 5 % of each other",
                Math.abs(losses(four).relativeTo(losses(mezo)).largest() - 1) <= 1 - CLEARLY);
    }

    /** What a worker sends, it sends to every other; the payload counts it once, as the paper does. */
    Claim payload(Outcome bytes, Outcome whole) {
        double sent = bytes.mean(result -> result.bytesPerStep().steady().compressed());
        double payload = sent * rounds * MACHINES / (MACHINES - 1);
        double dense = whole.mean(result -> result.bytesPerStep().steady().dense());
        long wanted = rounds * SAMPLES * MACHINES;
        return new Claim(
                "A machine says one byte a sample, whatever the size of the model",
                "1 byte instead of the gradient (abstract)",
                where(),
                String.format(Locale.ROOT, "%.0f bytes of payload in the whole run", payload),
                String.format(
                        Locale.ROOT,
                        "%.0f bytes a round and machine for the same estimate sent whole (%s)",
                        dense,
                        text(whole)),
                "exactly rounds x samples x machines = " + wanted,
                Math.round(payload) == wanted && payload == Math.rint(payload));
    }

    Claim latecomer(Outcome bytes) {
        List<Latecomer> latecomers = bytes.results().stream()
                .map(result -> Latecomer.of(result, data.path(), model))
                .toList();
        return new Claim(
                "Who comes late replays the scalars to the same model, bit for bit",
                "a newcomer downloads the weights (official code)",
                where(),
                latecomers.stream().filter(Latecomer::same).count() + " of " + latecomers.size() + " runs the same",
                String.format(
                        Locale.ROOT,
                        "a history of %d bytes",
                        latecomers.getFirst().historyBytes()),
                "all",
                latecomers.stream().allMatch(Latecomer::same));
    }

    /** Held-out text before and after, batch by batch. */
    Claim learns(String claim, Outcome outcome) {
        List<HeldOut> judged = outcome.results().stream()
                .map(result -> HeldOut.of(result, data.path(), model))
                .toList();
        HeldOut least = judged.stream()
                .min((one, other) -> Double.compare(one.errors(), other.errors()))
                .orElseThrow();
        return new Claim(
                claim,
                "loss curves of gpt2-size models (proof of concept)",
                where() + "; " + least.batches() + " held-out batches of " + HeldOut.BATCH + " windows",
                String.format(
                        Locale.ROOT,
                        "%s, accuracy %.1f %%: falls by %.3f, %.1f standard errors",
                        losses(outcome),
                        outcome.accuracy(),
                        least.fall(),
                        least.errors()),
                String.format(Locale.ROOT, "%.3f before", least.before()),
                "falls by more than 3 standard errors",
                least.errors() > 3);
    }
}
