package io.gossamer.codec.kernel;

/**
 * A step of SGD with momentum on weights w with gradient g and momentum buffer b: {@code d = g + weightDecay w},
 * {@code b = momentum b + d}, and {@code w -= rate b}, or {@code w -= rate (d + momentum b)} (Nesterov). The product in b
 * is rounded, the others are not, as in libtorch's {@code torch::optim::SGD}.
 */
public record SgdRule(float momentum, boolean nesterov, float weightDecay, float rate) {}
