package io.gossamer.train.reproduce;

import static io.gossamer.train.reproduce.OneByteProblem.MACHINES;
import static io.gossamer.train.reproduce.OneByteProblem.SAMPLES;
import static io.gossamer.train.reproduce.OneByteProblem.code;
import static io.gossamer.train.reproduce.OneByteProblem.text;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import io.gossamer.train.reproduce.Trials.Outcome;
import io.gossamer.train.reproduce.Trials.Override;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Just One Byte beside float32 scalars, nine bits, signs, the estimate sent whole, the same number of samples on one
 * machine (MeZO), and data-parallel SGD. Two problems: softmax regression on MNIST (or on the built-in digits where MNIST
 * is not at hand), learnt from the start; and a pretrained language model that goes on with another text, where both are
 * at hand. Also what it takes in memory.
 */
public final class OneByteReproduction implements Reproduction {
    private static final String LANGUAGE_MODEL = "tiny_llm/stories260K.bin";
    private static final String ADAPTERS = "+lora(8,32)";

    @java.lang.Override
    public String method() {
        return OneByteProblem.METHOD;
    }

    @java.lang.Override
    public List<Claim> run(Setting setting) {
        List<Claim> claims = new ArrayList<>(softmaxRegression(setting));
        setting.data()
                .map(data -> data.resolve(LANGUAGE_MODEL))
                .filter(Files::exists)
                .ifPresentOrElse(
                        model -> claims.addAll(languageModel(setting, model)),
                        () -> setting.progress()
                                .accept("No " + LANGUAGE_MODEL + " at hand: no language model is tuned"));
        if (!setting.quick()) {
            claims.add(new InferenceMemory(setting).claim());
        }
        return claims;
    }

    /** The noise of a step grows with the number of weights: 0.01 to 0.03 suit 650 of them, 0.001 these. */
    private static List<Claim> softmaxRegression(Setting setting) {
        OneByteProblem problem = new OneByteProblem(
                setting,
                "softmax",
                "softmax regression (7,850 parameters)",
                TrainingData.images(setting),
                "logistic",
                64,
                setting.quick() ? 200 : 1000,
                "0.001");
        Outcome bytes = problem.oneByte("byte", MACHINES);
        Outcome floats = problem.oneByte("float", MACHINES, code("float"));
        List<Claim> claims = new ArrayList<>(List.of(
                problem.codeCostsNothing(bytes, floats),
                problem.machinesHelp(bytes, problem.oneByte("byte", 1)),
                problem.payload(bytes, problem.oneByte("whole", MACHINES, code("whole"))),
                problem.latecomer(bytes)));
        if (!setting.quick()) {
            claims.addAll(references(problem, bytes, floats, new Override("learning-rate", "0.01")));
        }
        return claims;
    }

    private static List<Claim> languageModel(Setting setting, Path model) {
        OneByteProblem problem = new OneByteProblem(
                setting,
                "language",
                "a Llama of 260,032 parameters, pretrained on stories,",
                TrainingData.text(setting),
                model.toString(),
                4,
                setting.quick() ? 40 : 100,
                "0.0003");
        Outcome bytes = problem.oneByte("byte", MACHINES);
        Outcome floats = problem.oneByte("float", MACHINES, code("float"));
        List<Claim> claims = new ArrayList<>(List.of(
                problem.learns("A pretrained language model learns another text", bytes),
                problem.codeCostsNothing(bytes, floats),
                problem.latecomer(bytes)));
        if (!setting.quick()) {
            claims.add(problem.payload(bytes, problem.oneByte("whole", MACHINES, code("whole"))));
            claims.add(problem.machinesHelp(bytes, problem.oneByte("byte", 1)));
            claims.addAll(references(
                    problem, bytes, floats, new Override("optimizer", "sgd"), new Override("learning-rate", "0.01")));
            OneByteProblem adapted = problem.with(model + ADAPTERS, "0.0005");
            claims.add(adapted.learns(
                    "So does one whose weights are frozen but for adapters of rank 8 (LoRA)",
                    adapted.oneByte("lora", MACHINES)));
        }
        return claims;
    }

    /** @param firstOrder what data-parallel SGD is run with */
    private static List<Claim> references(
            OneByteProblem problem, Outcome bytes, Outcome floats, Override... firstOrder) {
        Outcome nine = problem.oneByte("nine-bit", MACHINES, code("nine-bit"));
        Outcome signs = problem.oneByte("sign", MACHINES, code("sign"));
        Outcome mezo = problem.oneByte(
                "mezo", 1, code("float"), new Override("samples", Integer.toString(SAMPLES * MACHINES)));
        Outcome dense = problem.run("allreduce", MACHINES, "allreduce", firstOrder);
        return List.of(
                problem.nineBitsCostNothing(nine, floats),
                problem.machinesReplaceSamples(bytes, mezo, text(signs) + " and " + text(dense) + " (first order)"));
    }
}
