package io.gossamer.train.run;

import io.gossamer.train.exchange.ClientTraffic;
import io.gossamer.train.exchange.Spoken;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What came out of training with one method. Bytes of {@code bytes} are sums over workers, those of {@code bytesPerStep}
 * means per worker; seconds are means per worker on the training clock, evaluation excluded.
 *
 * @param method its name
 * @param settings what it was run with
 * @param steps steps done
 * @param stopped whether it was ended early by request
 * @param seconds training clock at the end
 * @param scores of the last evaluation
 * @param waitSeconds in which a worker did nothing but wait for an exchange
 * @param hiddenSeconds in which an exchange was under way while the worker computed; part of {@code computeSeconds}
 * @param timeTo for each accuracy level the seconds to reach it, null where it was not reached
 * @param layers what worker 0 said of each tensor when it was last measured; empty if it never was
 * @param clients what the clients of a federation said and heard; empty for other methods
 * @param checkpoint the final model
 * @param report path of the report
 */
public record MethodResult(
        String method,
        Map<String, String> settings,
        long steps,
        boolean stopped,
        double seconds,

        @com.fasterxml.jackson.annotation.JsonProperty("final")
        Scores scores,

        WireBytes bytes,
        StepBytes bytesPerStep,
        BitsPerParameter bitsPerParameter,
        double computeSeconds,
        double sendSeconds,
        double waitSeconds,
        double hiddenSeconds,
        TimeTo timeTo,
        Optional<Spoken> layers,
        Optional<Clients> clients,
        CheckpointFile checkpoint,
        String report) {

    /** Mean loss per prediction and share of correct predictions on the test data. */
    public record Scores(double loss, double accuracy) {}

    /**
     * Sums over workers of what was written to and read from connections. Where these talk by TLS, it puts 38 bytes to
     * every record of at most 16 KiB on top, and its handshakes of 1.4 kB each; neither is in here.
     */
    public record WireBytes(long sent, long received) {}

    /**
     * Mean bytes that a worker sends in a step; all zero in a phase without steps.
     *
     * @param warmup while the method's density still falls
     * @param steady afterwards
     */
    public record StepBytes(Phase warmup, Phase steady) {
        /** By what the bytes are for. */
        public record Phase(double compressed, double dense, double control) {
            public double total() {
                return compressed + dense + control;
            }
        }
    }

    /**
     * Bits that a worker sends in a step for each trainable parameter, framing and all: 8 times the {@link StepBytes} over
     * the parameters.
     */
    public record BitsPerParameter(double warmup, double steady) {}

    /** Seconds on the training clock until an accuracy was first measured, by accuracy such as {@code 0.97}. */
    public record TimeTo(Map<String, Double> accuracy) {}

    /**
     * Bytes of the coded messages of a federation's clients in the whole run, wherever they live, without framing.
     *
     * @param count of the clients
     * @param up to the server
     * @param down of the server's answers that a client had to hear to know the model
     */
    public record Clients(int count, Spread up, Spread down) {
        /** Of all clients together, and of the one that has the least, a median one, and the one that has the most. */
        public record Spread(long total, long min, long median, long max) {
            static Spread of(LongStream bytes) {
                long[] sorted = bytes.sorted().toArray();
                return new Spread(
                        LongStream.of(sorted).sum(), sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
            }
        }

        static Optional<Clients> of(Collection<ClientTraffic> clients) {
            return clients.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Clients(
                            clients.size(),
                            Spread.of(clients.stream().mapToLong(ClientTraffic::up)),
                            Spread.of(clients.stream().mapToLong(ClientTraffic::down))));
        }
    }

    /** A model file. */
    public record CheckpointFile(String path, String sha256) {}
}
