package io.gossamer.train.gossip;

import java.util.Arrays;
import java.util.List;

/**
 * How many others a node may hear in a round, r, as training progresses: a function of the progress p, from above 0 in the
 * first round to 1 in the last. Fractions are probabilities: with 0.2 a node hears one other in every fifth round.
 *
 * <p>The shapes are those of the official code of arXiv 2507.06542, {@code core/communication.py}, from r_s to r_e:
 *
 * <pre>{@code
 * fixed(rs)                      r_s; 0.2 alone says the same
 * linear(rs,re)                  r_s + (r_e - r_s) p
 * cosine(rs,re)                  r_e + (r_s - r_e) (1 + cos(pi p)) / 2
 * slow-decrease(rs,re)           r_e + (r_s - r_e) exp(-10 p)
 * slow-grow(rs,re)               r_s + (r_e - r_s) log10(1 + 9 p^80); r_e is 16 in the paper
 * truncate(rs,re,point)          r_s while p < point, then r_e
 * window(rs,re,point,width)      r_e while point <= p < point + width, else r_s (truncate_v2)
 * }</pre>
 *
 * An amount is a number, {@code each} (all neighbours of the topology) or {@code all} (everybody).
 */
public final class Budget {
    /** Progress is a ratio of whole numbers; this is less than one round of any run, and more than its rounding. */
    private static final double ROUNDING = 1e-9;

    private static final String EACH = "each";
    private static final String ALL = "all";

    private final Shape shape;
    private final double[] arguments;

    private enum Shape {
        FIXED("fixed", 1, 1) {
            @Override
            double at(double p, double[] of) {
                return of[0];
            }
        },
        LINEAR("linear", 2, 2) {
            @Override
            double at(double p, double[] of) {
                return of[0] + (of[1] - of[0]) * p;
            }
        },
        COSINE("cosine", 2, 2) {
            @Override
            double at(double p, double[] of) {
                return of[1] + (of[0] - of[1]) * (1 + StrictMath.cos(Math.PI * p)) / 2;
            }
        },
        SLOW_DECREASE("slow-decrease", 2, 2) {
            @Override
            double at(double p, double[] of) {
                return of[1] + (of[0] - of[1]) * StrictMath.exp(-10 * p);
            }
        },
        SLOW_GROW("slow-grow", 2, 2) {
            @Override
            double at(double p, double[] of) {
                return of[0] + (of[1] - of[0]) * StrictMath.log10(1 + 9 * StrictMath.pow(p, 80));
            }
        },
        TRUNCATE("truncate", 2, 3) {
            @Override
            double at(double p, double[] of) {
                return p < of[2] - ROUNDING ? of[0] : of[1];
            }
        },
        WINDOW("window", 2, 4) {
            @Override
            double at(double p, double[] of) {
                return p >= of[2] - ROUNDING && p < of[2] + of[3] - ROUNDING ? of[1] : of[0];
            }
        };

        private final String key;
        private final int amounts;
        private final int arguments;

        Shape(String key, int amounts, int arguments) {
            this.key = key;
            this.amounts = amounts;
            this.arguments = arguments;
        }

        abstract double at(double p, double[] of);
    }

    private Budget(Shape shape, double[] arguments) {
        this.shape = shape;
        this.arguments = arguments;
    }

    /** Whether {@code text} is a budget. */
    public static boolean isBudget(String text) {
        try {
            parse(text, 1, 1);
            return true;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    /**
     * Reads a budget.
     *
     * @param each how many neighbours the topology gives a node
     * @param all how many others there are
     * @throws IllegalArgumentException if it is none
     */
    public static Budget parse(String text, int each, int all) {
        int open = text.indexOf('(');
        String key = open < 0 ? Shape.FIXED.key : text.substring(0, open);
        if (open >= 0 && !text.endsWith(")")) {
            throw new IllegalArgumentException(text);
        }
        String[] parts = (open < 0 ? text : text.substring(open + 1, text.length() - 1)).split(",", -1);
        Shape shape = Arrays.stream(Shape.values())
                .filter(known -> known.key.equals(key) && known.arguments == parts.length)
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException(text));
        double[] arguments = new double[parts.length];
        for (int i = 0; i < parts.length; i++) {
            arguments[i] = i < shape.amounts ? amount(parts[i].strip(), each, all) : progress(parts[i].strip());
        }
        return new Budget(shape, arguments);
    }

    private static double amount(String text, int each, int all) {
        if (List.of(EACH, ALL).contains(text)) {
            return text.equals(EACH) ? each : all;
        }
        double number = Double.parseDouble(text);
        if (!(number >= 0) || Double.isInfinite(number)) {
            throw new IllegalArgumentException(text + " others");
        }
        return number;
    }

    private static double progress(String text) {
        double number = Double.parseDouble(text);
        if (!(number >= 0 && number <= 1)) {
            throw new IllegalArgumentException("progress " + text);
        }
        return number;
    }

    /** r at a progress in [0, 1]. */
    public double at(double progress) {
        return shape.at(progress, arguments);
    }
}
