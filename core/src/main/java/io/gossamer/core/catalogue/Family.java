package io.gossamer.core.catalogue;

import java.util.Locale;

/** What a system is about: the field's usual groups. */
public enum Family {
    COMMUNICATION_EFFICIENT_TRAINING,
    FEDERATED_AND_DECENTRALISED_LEARNING,
    RESILIENT_AGGREGATION,
    GRADIENT_FREE_TRAINING,
    COMMUNICATION_LAYERS,
    MODEL_PARALLELISM,
    KV_CACHES_AND_CONTEXT,
    PARALLEL_DECODING,
    MODEL_COMPRESSION,
    NEURAL_AND_SEMANTIC_CODECS,
    DIFFUSION_MODELS,
    REPRESENTATIONS_AND_MEMORIES;

    /** The name in the catalogue and in machine-readable output, as in {@code model-parallelism}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
