package io.gossamer.train.simulate;

/**
 * One kind of operation that went one way in a run.
 *
 * @param operation in words
 * @param algorithm which way it went
 * @param times how often
 * @param messages what all nodes together sent in all of them
 * @param bytes likewise, frames included
 */
public record Journey(String operation, String algorithm, long times, long messages, long bytes) {
    /** What all nodes together sent in one of them. */
    public double messagesEach() {
        return (double) messages / times;
    }
}
