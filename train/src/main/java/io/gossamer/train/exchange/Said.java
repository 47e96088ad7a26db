package io.gossamer.train.exchange;

import io.gossamer.model.flat.FlatLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What a node said of one tensor in one exchange.
 *
 * @param tensor its name
 * @param elements of it that this node speaks for
 * @param error relative L2 error of what receivers decode, |said - decoded| / |said|; infinite where zeros were said and
 *     something else arrives
 * @param bits coded bits per element, without the frame around them and however many receive them
 */
public record Said(String tensor, long elements, double error, double bits) {
    /** A tensor that is said as it is, in float32. */
    static Said whole(FlatLayout.Entry entry) {
        return new Said(entry.name(), entry.count(), 0, Float.SIZE);
    }

    /**
     * A tensor that is said in coded form.
     *
     * @param said in float32, memory included
     * @param decoded what receivers make of it; further elements than those of {@code said} are padding
     */
    static Said coded(String tensor, MemorySegment said, MemorySegment decoded, long codedBytes) {
        long elements = said.byteSize() / Float.BYTES;
        double lost = 0;
        double all = 0;
        for (long i = 0; i < elements; i++) {
            double value = said.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            double difference = value - decoded.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            lost += difference * difference;
            all += value * value;
        }
        double bits = elements == 0 ? 0 : (double) codedBytes * Byte.SIZE / elements;
        return new Said(tensor, elements, lost == 0 ? 0 : Math.sqrt(lost / all), bits);
    }
}
