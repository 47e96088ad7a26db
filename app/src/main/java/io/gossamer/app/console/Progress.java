package io.gossamer.app.console;

/**
 * How far a running method is.
 *
 * @param step steps done
 * @param steps steps to do
 * @param loss newest mean training loss
 * @param accuracy newest evaluated accuracy; null before the first evaluation or if the task has none
 * @param bytesSent bytes sent so far, before TLS, mean per worker
 * @param bytesPerSecond rate at which a worker writes at the moment
 * @param secondsLeft estimate of the time to the end; NaN as long as there is none
 */
public record Progress(
        long step,
        long steps,
        double loss,
        Double accuracy,
        double bytesSent,
        double bytesPerSecond,
        double secondsLeft) {}
