package io.gossamer.train.exchange;

/**
 * What one client of a federation said and heard, whether or not it shares its node with the server.
 *
 * @param client its number
 * @param up bytes of its coded messages to the server, without the frames around them
 * @param down bytes of the server's answers that it had to hear to know the model, likewise
 */
public record ClientTraffic(int client, long up, long down) {
    /** With what the same client said and heard elsewhere. */
    public ClientTraffic plus(ClientTraffic elsewhere) {
        return new ClientTraffic(client, up + elsewhere.up, down + elsewhere.down);
    }
}
