package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.reproduce.Trials.Override;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Just One Byte beside float32 scalars, nine bits, signs, the estimate sent whole, the same number of samples on one
 * machine (MeZO), and data-parallel SGD: softmax regression on MNIST (or on the built-in digits where MNIST is not at
 * hand), batch 64, two samples a machine and round, one and four machines.
 */
public final class OneByteReproduction implements Reproduction {
    private static final String METHOD = "one-byte";
    private static final String CODE = "scalar-code";
    private static final int MACHINES = 4;
    private static final int SAMPLES = 2;
    /** The noise of a step grows with the number of weights: 0.01 to 0.03 suit 650 of them. */
    private static final String RATE = "0.001";

    private static final double CODE_MARGIN = 0.02;
    private static final double CLEARLY = 0.95;

    @java.lang.Override
    public String method() {
        return METHOD;
    }

    @java.lang.Override
    public List<Claim> run(Setting setting) {
        TrainingData data = TrainingData.images(setting);
        long rounds = setting.quick() ? 200 : 1000;
        Trials one = new Trials(
                setting, "one", () -> data.job("logistic", rounds, 64).workers(1));
        Trials four = new Trials(
                setting, "four", () -> data.job("logistic", rounds, 64).workers(MACHINES));
        String where = String.format(
                Locale.ROOT,
                "softmax regression on %s, 7,850 parameters, 4 machines, batch 64, 2 samples, epsilon 0.001, lr %s, "
                        + "%d rounds, seeds %s",
                data.label(),
                RATE,
                rounds,
                setting.seeds());

        Outcome bytes = four.run("byte-4", METHOD, rate());
        Outcome floats = four.run("float-4", METHOD, rate(), new Override(CODE, "float"));
        Outcome alone = one.run("byte-1", METHOD, rate());
        Outcome whole = four.run("whole-4", METHOD, rate(), new Override(CODE, "whole"));
        List<Claim> claims = new ArrayList<>(List.of(
                codeCostsNothing(where, bytes, floats),
                machinesHelp(where, bytes, alone),
                payload(where, bytes, whole, rounds),
                latecomer(where, bytes, data.path())));
        if (!setting.quick()) {
            claims.addAll(references(where, one, four, bytes, floats));
        }
        return claims;
    }

    private static Override rate() {
        return new Override("learning-rate", RATE);
    }

    private static Figures losses(Outcome outcome) {
        return new Figures(
                outcome.label(),
                outcome.results().stream().map(result -> result.scores().loss()).toList());
    }

    private static String text(Outcome outcome) {
        return String.format(Locale.ROOT, "%s, accuracy %.1f %%", losses(outcome), outcome.accuracy());
    }

    private static Claim codeCostsNothing(String where, Outcome bytes, Outcome floats) {
        Figures ratio = losses(bytes).relativeTo(losses(floats));
        return new Claim(
                "One byte says a projected gradient as well as a float32",
                "1 byte per gradient (abstract); no figure",
                where + "; test loss",
                text(bytes),
                text(floats),
                "within 2 % of each other",
                ratio.smallest() >= 1 - CODE_MARGIN && ratio.largest() <= 1 + CODE_MARGIN);
    }

    private static Claim machinesHelp(String where, Outcome four, Outcome one) {
        Figures ratio = losses(four).relativeTo(losses(one));
        return new Claim(
                "More machines learn more in the same rounds",
                "proof of concept on SST-2 (curves)",
                where + "; test loss",
                text(four),
                text(one),
                "four machines at most " + CLEARLY + " of the loss of one",
                ratio.largest() <= CLEARLY);
    }

    /** What a worker sends, it sends to every other; the payload counts it once, as the paper does. */
    private static Claim payload(String where, Outcome bytes, Outcome whole, long rounds) {
        double sent = bytes.mean(result -> result.bytesPerStep().steady().compressed());
        double payload = sent * rounds * MACHINES / (MACHINES - 1);
        double dense = whole.mean(result -> result.bytesPerStep().steady().dense());
        long wanted = rounds * SAMPLES * MACHINES;
        return new Claim(
                "A machine says one byte a sample, whatever the size of the model",
                "1 byte instead of the gradient (abstract)",
                where,
                String.format(Locale.ROOT, "%.0f bytes of payload in the whole run", payload),
                String.format(Locale.ROOT, "%.0f bytes a round and machine for the same estimate sent whole", dense),
                "exactly rounds x samples x machines = " + wanted,
                Math.round(payload) == wanted && payload == Math.rint(payload));
    }

    private static Claim latecomer(String where, Outcome bytes, Optional<Path> mnist) {
        List<Latecomer> latecomers = bytes.results().stream()
                .map(result -> Latecomer.of(result, mnist, "logistic"))
                .toList();
        return new Claim(
                "Who comes late replays the scalars to the same model, bit for bit",
                "a newcomer downloads the weights (official code)",
                where,
                latecomers.stream().filter(Latecomer::same).count() + " of " + latecomers.size() + " runs the same",
                String.format(
                        Locale.ROOT,
                        "a history of %d bytes",
                        latecomers.getFirst().historyBytes()),
                "all",
                latecomers.stream().allMatch(Latecomer::same));
    }

    private static List<Claim> references(String where, Trials one, Trials four, Outcome bytes, Outcome floats) {
        Outcome nine = four.run("nine-bit-4", METHOD, rate(), new Override(CODE, "nine-bit"));
        Outcome signs = four.run("sign-4", METHOD, new Override("learning-rate", "0.001"), new Override(CODE, "sign"));
        Outcome mezo = one.run(
                "mezo-1",
                METHOD,
                rate(),
                new Override(CODE, "float"),
                new Override("samples", Integer.toString(SAMPLES * MACHINES)));
        Outcome dense = four.run("allreduce-4", "allreduce", new Override("learning-rate", "0.01"));
        Figures nineRatio = losses(nine).relativeTo(losses(floats));
        return List.of(
                new Claim(
                        "The official code's nine bits do not differ from float32",
                        "identical to three digits (our prototype)",
                        where + "; test loss",
                        text(nine),
                        text(floats),
                        "within 2 % of each other",
                        nineRatio.smallest() >= 1 - CODE_MARGIN && nineRatio.largest() <= 1 + CODE_MARGIN),
                new Claim(
                        "Four machines do what one does with as many samples",
                        "none",
                        where + "; test loss",
                        text(bytes),
                        text(mezo) + "; for scale: " + text(signs) + " (lr 0.001), " + text(dense)
                                + " (first order, lr 0.01)",
                        "within 5 % of each other",
                        Math.abs(losses(bytes).relativeTo(losses(mezo)).largest() - 1) <= 1 - CLEARLY));
    }
}
