package io.gossamer.generate.flow;

import io.gossamer.core.random.RandomStream;

/** How the times of training are drawn. */
public enum TimeLaw {
    /** Uniform in [0, 1). */
    UNIFORM {
        @Override
        public double draw(RandomStream random) {
            return random.nextDouble();
        }
    },

    /** The logistic function of a standard normal: more of the middle. Esser et al. (ICML 2024), section 3.1. */
    LOGIT_NORMAL {
        @Override
        public double draw(RandomStream random) {
            return 1 / (1 + Math.exp(-random.nextNormal()));
        }
    };

    public abstract double draw(RandomStream random);
}
