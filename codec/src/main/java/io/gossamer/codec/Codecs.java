package io.gossamer.codec;

import io.gossamer.codec.array.BFloat16Codec;
import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.EntropyCoded;
import io.gossamer.codec.array.Float16Codec;
import io.gossamer.codec.array.Float32Codec;
import io.gossamer.codec.array.Float4Codec;
import io.gossamer.codec.array.MiniFloatCodec;
import io.gossamer.codec.array.NaturalCodec;
import io.gossamer.codec.array.QsgdCodec;
import io.gossamer.codec.array.SignCodec;
import io.gossamer.codec.array.StochasticUniformCodec;
import io.gossamer.codec.array.TernaryCodec;
import io.gossamer.codec.array.UnbiasedCodec;
import io.gossamer.codec.array.UniformCodec;
import io.gossamer.codec.entropy.Rans;
import io.gossamer.codec.lowrank.LowRankCodec;
import io.gossamer.codec.sketch.SketchCodec;
import io.gossamer.codec.sparse.BiasedRandKCodec;
import io.gossamer.codec.sparse.RandKCodec;
import io.gossamer.codec.sparse.SampledThreshold;
import io.gossamer.codec.sparse.SparseCodec;
import io.gossamer.codec.sparse.Threshold;
import io.gossamer.codec.sparse.TopK;
import io.gossamer.core.failure.GossamerException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads codec specifications, the same on the command line, in YAML and in Java; {@link Codec#spec} prints them.
 *
 * <pre>
 * f32                          the values as they are
 * f16, bf16                    2 bytes each
 * e4m3, e5m2, e2m1, e3m0       floats of 8 or 4 bits and a power of two for each block of 4096; e4m3(1024): for each 1024
 * fp4                          floats of 4 bits on one scale for the whole array, whose largest is kept
 * u8, u7, ... u2               even levels to the largest of each block of 4096; u8(1024): of each 1024
 * u8(stochastic)               rounded without bias; u4(1024,stochastic)
 * qsgd(15)                     multiples of a 15th of the norm of each bucket of 1024, Elias coded; qsgd(1,512): of each 512
 * natural                      the power of two above or below, without bias
 * sign                         1 bit each and the mean magnitude; sign(rms): and the root of the mean square;
 *                              sign(0.01): and this magnitude
 * ternary                      -1, 0, 1 without bias (TernGrad)
 * topk(0.001)+f16              the largest 0.1 %, their values by any of the above that contracts: +f32, +u8, +sign, ...
 * dgc(0.001)+f16               as topk, threshold from a sample of 1 %; dgc(0.001,0.05): of 5 %;
 *                              dgc(0.001,0.01,adapt): the threshold is raised where it selects too many
 * threshold(0.01)+f16          all of magnitude 0.01 or more
 * randk(0.01)+f32              1 % at random positions times 100, without bias; values by any of the above without bias
 * randk(0.01,biased)+f16       the same without the factor, for error feedback
 * sketch(5,10000)              a count sketch of 5 rows and 10000 columns, without bias
 * lowrank(4,1024)              a matrix of 1024 columns by two factors of rank 4 (PowerSGD)
 * ...+rans                     the bytes of any of them entropy-coded; +rans(adaptive): without a table
 * </pre>
 */
public final class Codecs {
    private static final List<String> CHOICES = List.of("topk", "dgc", "threshold", "randk");
    private static final String HINT =
            "codecs are f32, f16, bf16, e4m3, e5m2, e2m1, e3m0, fp4, u8 to u2, qsgd(15), natural, sign, ternary, topk(0.001)+f16,"
                    + " dgc(0.001)+f16, threshold(0.01)+f16, randk(0.01)+f32, sketch(5,10000), lowrank(4,1024), and any of them +rans";

    private final String text;

    private Codecs(String text) {
        this.text = text;
    }

    /** @throws GossamerException if the text is no specification */
    public static Codec parse(String text) {
        return new Codecs(text).codec();
    }

    private record Term(String name, List<String> arguments) {}

    private Codec codec() {
        List<Term> terms = Arrays.stream(text.replace(" ", "").split("\\+", -1))
                .map(this::term)
                .toList();
        try {
            return terms.size() > 1 && terms.getLast().name.equals("rans")
                    ? EntropyCoded.of(codec(terms.subList(0, terms.size() - 1)), tables(terms.getLast()))
                    : codec(terms);
        } catch (IllegalArgumentException e) {
            throw new GossamerException("codec '" + text + "': " + e.getMessage(), HINT, e);
        }
    }

    private Codec codec(List<Term> terms) {
        return switch (terms.size()) {
            case 1 ->
                CHOICES.contains(terms.getFirst().name)
                        ? chosen(terms.getFirst(), new Float32Codec())
                        : array(terms.getFirst());
            case 2 -> chosen(terms.getFirst(), array(terms.getLast()));
            default -> throw failure("has too many parts");
        };
    }

    private Rans.Tables tables(Term rans) {
        boolean adaptive = !rans.arguments.isEmpty() && rans.arguments.getLast().equals("adaptive");
        if (adaptive) {
            rans.arguments.removeLast();
        }
        requireNoMore(rans);
        return adaptive ? Rans.Tables.ADAPTIVE : Rans.Tables.STATIC;
    }

    private Term term(String part) {
        int open = part.indexOf('(');
        if (open < 0) {
            return new Term(part, new ArrayList<>());
        }
        if (!part.endsWith(")")) {
            throw failure("lacks a closing parenthesis");
        }
        String inside = part.substring(open + 1, part.length() - 1);
        return new Term(part.substring(0, open), new ArrayList<>(Arrays.asList(inside.split(",", -1))));
    }

    /** A codec of all elements. */
    private Codec array(Term term) {
        return switch (term.name) {
            case "f32" -> plain(term, new Float32Codec());
            case "f16" -> plain(term, new Float16Codec());
            case "bf16" -> plain(term, new BFloat16Codec());
            case "fp4" -> plain(term, new Float4Codec());
            case "sign" -> sign(term);
            case "ternary" -> plain(term, new TernaryCodec());
            case "natural" -> plain(term, new NaturalCodec());
            case "u2", "u3", "u4", "u5", "u6", "u7", "u8" -> uniform(term, digit(term.name, 1));
            case "qsgd" -> qsgd(term);
            case "e4m3", "e5m2", "e2m1", "e3m0" -> miniFloat(term);
            case "sketch" -> ofTwoNumbers(term, "rows and columns", SketchCodec::new);
            case "lowrank" -> ofTwoNumbers(term, "a rank and columns", LowRankCodec::new);
            default -> throw failure("has an unknown part, '" + term.name + "'");
        };
    }

    private Codec uniform(Term term, int bits) {
        List<String> arguments = term.arguments;
        boolean stochastic = !arguments.isEmpty() && arguments.getLast().equals("stochastic");
        if (stochastic) {
            arguments.removeLast();
        }
        int block = arguments.isEmpty() ? UniformCodec.DEFAULT_BLOCK : Integer.parseInt(arguments.removeFirst());
        requireNoMore(term);
        return stochastic ? new StochasticUniformCodec(bits, block) : new UniformCodec(bits, block);
    }

    private Codec sign(Term term) {
        if (term.arguments.isEmpty()) {
            return new SignCodec();
        }
        String scale = term.arguments.removeFirst();
        requireNoMore(term);
        return scale.equals("rms")
                ? SignCodec.rootMeanSquare()
                : new SignCodec(new SignCodec.Scale.Fixed(Float.parseFloat(scale)));
    }

    private Codec qsgd(Term term) {
        if (term.arguments.isEmpty()) {
            throw failure("lacks the number of levels of qsgd");
        }
        int levels = Integer.parseInt(term.arguments.removeFirst());
        int bucket =
                term.arguments.isEmpty() ? QsgdCodec.DEFAULT_BUCKET : Integer.parseInt(term.arguments.removeFirst());
        requireNoMore(term);
        return new QsgdCodec(levels, bucket);
    }

    private Codec miniFloat(Term term) {
        int block =
                term.arguments.isEmpty() ? UniformCodec.DEFAULT_BLOCK : Integer.parseInt(term.arguments.removeFirst());
        requireNoMore(term);
        return new MiniFloatCodec(digit(term.name, 1), digit(term.name, 3), block);
    }

    private interface Making {
        Codec of(int first, int second);
    }

    private Codec ofTwoNumbers(Term term, String what, Making making) {
        if (term.arguments.size() != 2) {
            throw failure("needs " + what + " in parentheses after " + term.name);
        }
        return making.of(Integer.parseInt(term.arguments.getFirst()), Integer.parseInt(term.arguments.getLast()));
    }

    private static int digit(String name, int at) {
        return name.charAt(at) - '0';
    }

    /** A codec of some elements, by a codec of their values. */
    private Codec chosen(Term term, Codec values) {
        List<String> arguments = term.arguments;
        if (!CHOICES.contains(term.name)) {
            throw failure("does not start with a choice of elements: " + String.join(", ", CHOICES));
        }
        if (arguments.isEmpty()) {
            throw failure("lacks the number in parentheses after " + term.name);
        }
        double number = Double.parseDouble(arguments.removeFirst());
        Codec codec = switch (term.name) {
            case "topk" -> new SparseCodec(new TopK(number), values);
            case "dgc" -> new SparseCodec(sampled(number, arguments), values);
            case "threshold" -> new SparseCodec(new Threshold(number), values);
            default -> randK(number, arguments, values);
        };
        requireNoMore(term);
        return codec;
    }

    private Codec randK(double density, List<String> arguments, Codec values) {
        if (!arguments.isEmpty() && arguments.getLast().equals("biased")) {
            arguments.removeLast();
            return new BiasedRandKCodec(density, values);
        }
        if (values instanceof UnbiasedCodec unbiased) {
            return new RandKCodec(density, unbiased);
        }
        throw failure(
                "rounds values with a bias, by " + values.spec() + ": randk needs an unbiased codec, as natural or"
                        + " u8(stochastic), or else randk(" + Double.toString(density) + ",biased)");
    }

    private static SampledThreshold sampled(double density, List<String> arguments) {
        boolean adapt = !arguments.isEmpty() && arguments.getLast().equals("adapt");
        if (adapt) {
            arguments.removeLast();
        }
        SampledThreshold published = new SampledThreshold(density);
        double ratio = arguments.isEmpty() ? published.sampleRatio() : Double.parseDouble(arguments.removeFirst());
        return new SampledThreshold(density, ratio, !adapt);
    }

    private Codec plain(Term term, Codec codec) {
        requireNoMore(term);
        return codec;
    }

    private void requireNoMore(Term term) {
        if (!term.arguments.isEmpty()) {
            throw failure("has something in parentheses that " + term.name + " does not take");
        }
    }

    private GossamerException failure(String what) {
        return new GossamerException("codec '" + text + "' " + what, HINT);
    }
}
