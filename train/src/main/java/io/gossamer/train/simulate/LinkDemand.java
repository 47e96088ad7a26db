package io.gossamer.train.simulate;

/**
 * How fast a link must be so that a given share of the time goes into computing, by a formula. Every {@code period} steps
 * the whole model is exchanged, in as many equal parts as there are fragments; of each exchange so many seconds cost
 * nothing. Fitted to the simulated figures of Streaming DiLoCo, arXiv 2501.18512, table 4.
 *
 * @param bits for each parameter
 * @param fragments into which the model is cut
 * @param period steps between two exchanges of a parameter
 * @param hiddenSeconds of an exchange that cost nothing
 */
public record LinkDemand(double bits, int fragments, int period, double hiddenSeconds) {
    private static final double GIGA = 1e9;

    /**
     * The rate in Gbit/s.
     *
     * @param parameters of the model
     * @param stepSeconds that a step computes
     * @param utilisation share of the time that goes into computing, in (0, 1)
     */
    public double gigabits(double parameters, double stepSeconds, double utilisation) {
        double seconds = (1 / utilisation - 1) * period * stepSeconds / fragments + hiddenSeconds;
        return bits * parameters / fragments / seconds / GIGA;
    }
}
