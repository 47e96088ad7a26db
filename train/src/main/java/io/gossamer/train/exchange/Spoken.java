package io.gossamer.train.exchange;

import java.util.List;

/**
 * All that one node said in one exchange, tensor by tensor.
 *
 * @param step the step it belongs to
 * @param said of its own tensors, memory included
 * @param served of the mean of its chunks, where it serves some; otherwise empty
 */
public record Spoken(long step, List<Said> said, List<Said> served) {
    public Spoken {
        said = List.copyOf(said);
        served = List.copyOf(served);
    }
}
