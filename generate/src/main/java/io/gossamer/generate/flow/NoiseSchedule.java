package io.gossamer.generate.flow;

/**
 * How data turns into noise with time: x_t = alpha(t) x_0 + sigma(t) e, e standard normal, t from 0 (data) to 1 (noise).
 * Source: Lipman et al., "Flow matching for generative modeling" (ICLR 2023); Albergo and Vanden-Eijnden (ICLR 2023).
 */
public enum NoiseSchedule {
    /** alpha = 1 - t, sigma = t: straight lines. */
    LINEAR {
        @Override
        public double alpha(double t) {
            return 1 - t;
        }

        @Override
        public double sigma(double t) {
            return t;
        }

        @Override
        public double alphaRate(double t) {
            return -1;
        }

        @Override
        public double sigmaRate(double t) {
            return 1;
        }
    },

    /** alpha = cos(pi t / 2), sigma = sin(pi t / 2): the variance stays what it is where the data has unit variance. */
    TRIGONOMETRIC {
        @Override
        public double alpha(double t) {
            return Math.cos(Math.PI / 2 * t);
        }

        @Override
        public double sigma(double t) {
            return Math.sin(Math.PI / 2 * t);
        }

        @Override
        public double alphaRate(double t) {
            return -Math.PI / 2 * Math.sin(Math.PI / 2 * t);
        }

        @Override
        public double sigmaRate(double t) {
            return Math.PI / 2 * Math.cos(Math.PI / 2 * t);
        }
    };

    /** The share of the data. */
    public abstract double alpha(double t);

    /** The share of the noise. */
    public abstract double sigma(double t);

    /** The derivative of alpha by t. */
    public abstract double alphaRate(double t);

    /** The derivative of sigma by t. */
    public abstract double sigmaRate(double t);
}
