package io.gossamer.model.network;

/** What a network is given and what it is to predict. */
public sealed interface ProblemShape {
    /**
     * Images to classes: float32 [batch, channels, height, width] to int64 [batch].
     *
     * @param classes number of classes
     */
    record Images(int channels, int height, int width, int classes) implements ProblemShape {}

    /**
     * Next-token prediction: int64 [batch, time] to int64 [batch, time].
     *
     * @param vocabulary number of different tokens
     * @param context the longest {@code time}
     */
    record Tokens(int vocabulary, int context) implements ProblemShape {}
}
