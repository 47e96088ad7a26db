package io.gossamer.train.launch;

import io.gossamer.core.failure.GossamerException;
import java.util.Arrays;
import java.util.Locale;

/** What becomes of a run when one of its workers is lost. */
public enum OnLoss {
    /** It ends, with an error that names the worker. */
    FAIL,
    /** The others go on; the data is dealt among them anew. */
    CONTINUE,
    /** The others go on, and a new worker takes the place of the lost one. */
    REPLACE;

    /**
     * By its name in small letters.
     *
     * @throws GossamerException if there is none such
     */
    public static OnLoss named(String name) {
        return Arrays.stream(values())
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new GossamerException(
                        "'" + name + "' is not what can follow a loss", "Write --on-loss fail, continue or replace."));
    }

    boolean elastic() {
        return this != FAIL;
    }
}
