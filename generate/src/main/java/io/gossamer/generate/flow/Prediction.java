package io.gossamer.generate.flow;

/**
 * What a network says about a noisy example x_t = alpha x_0 + sigma e. Given x_t, each of the three determines the others
 * by a linear map, since v = alpha' x_0 + sigma' e.
 */
public enum Prediction {
    /** v, the velocity of x_t; e - x_0 on the linear path. */
    VELOCITY,
    /** e, as in DDPM. */
    NOISE,
    /** x_0, the clean example. */
    CLEAN;

    /**
     * A linear map of a noisy example and what was predicted about it.
     *
     * @param ofState the factor of x_t
     * @param ofPrediction the factor of the prediction
     */
    public record Conversion(double ofState, double ofPrediction) {
        /** One element. */
        public double apply(double state, double prediction) {
            return ofState * state + ofPrediction * prediction;
        }
    }

    /** What the network is to predict for known data and noise. */
    public double target(NoiseSchedule schedule, double t, double clean, double noise) {
        return switch (this) {
            case VELOCITY -> schedule.alphaRate(t) * clean + schedule.sigmaRate(t) * noise;
            case NOISE -> noise;
            case CLEAN -> clean;
        };
    }

    /**
     * How this prediction becomes another.
     *
     * @throws ArithmeticException where it does not say enough: noise at alpha = 0, the clean example at sigma = 0
     */
    public Conversion to(Prediction wanted, NoiseSchedule schedule, double t) {
        if (this == wanted) {
            return new Conversion(0, 1);
        }
        Conversion clean = toClean(schedule, t);
        return switch (wanted) {
            case CLEAN -> clean;
            case NOISE -> {
                double sigma = nonZero(schedule.sigma(t), t);
                double alpha = schedule.alpha(t);
                yield new Conversion((1 - alpha * clean.ofState) / sigma, -alpha * clean.ofPrediction / sigma);
            }
            case VELOCITY -> toVelocity(schedule, t);
        };
    }

    private Conversion toClean(NoiseSchedule schedule, double t) {
        double alpha = schedule.alpha(t);
        double sigma = schedule.sigma(t);
        return switch (this) {
            case CLEAN -> new Conversion(0, 1);
            case NOISE -> {
                nonZero(alpha, t);
                yield new Conversion(1 / alpha, -sigma / alpha);
            }
            case VELOCITY -> {
                double determinant = schedule.alphaRate(t) * sigma - schedule.sigmaRate(t) * alpha;
                yield new Conversion(-schedule.sigmaRate(t) / determinant, sigma / determinant);
            }
        };
    }

    /** From the noise or the clean example; what is missing follows from x_t. */
    private Conversion toVelocity(NoiseSchedule schedule, double t) {
        double alphaRate = schedule.alphaRate(t);
        double sigmaRate = schedule.sigmaRate(t);
        if (this == NOISE) {
            double ratio = alphaRate / nonZero(schedule.alpha(t), t);
            return new Conversion(ratio, sigmaRate - ratio * schedule.sigma(t));
        }
        double ratio = sigmaRate / nonZero(schedule.sigma(t), t);
        return new Conversion(ratio, alphaRate - ratio * schedule.alpha(t));
    }

    private double nonZero(double share, double t) {
        if (Math.abs(share) < 1e-12) {
            throw new ArithmeticException(this + " determines nothing else at t = " + t);
        }
        return share;
    }
}
