package io.gossamer.codec.sparse;

/**
 * How Deep Gradient Compression samples an array to guess its threshold (Lin et al., 2018; steps of the authors' code).
 *
 * @param k elements to send
 * @param samples magnitudes to look at
 * @param top the threshold is the smallest of that many largest samples
 * @param stride distance between samples; 1 looks at all
 */
public record SamplingPlan(int k, int samples, int top, int stride) {
    /**
     * @param length elements of the array
     * @param density share of them to send
     * @param sampleRatio share of them to look at, at least; 2 / density are always looked at
     */
    public static SamplingPlan of(int length, double density, double sampleRatio) {
        int k = Density.share(density, length);
        int enough = (int) Math.min(Integer.MAX_VALUE, Math.ceil(2 / density * (1 - 0x1p-51)));
        if (length <= enough) {
            return new SamplingPlan(k, length, Density.share(density, length), 1);
        }
        int wanted = Math.max(Density.share(sampleRatio, length), enough);
        int stride = (int) Math.ceilDiv(length, wanted * 32L) * 32 + 1;
        while (length / stride < wanted) {
            stride -= 8;
        }
        int samples = length / stride;
        return new SamplingPlan(k, samples, Density.share(density, samples), stride);
    }
}
