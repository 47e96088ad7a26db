package io.gossamer.app.doctor;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What a check found.
 *
 * @param name what was looked at
 * @param state whether it will do
 * @param finding what is there
 * @param advice what to do about it; empty if all is well
 */
public record Finding(String name, State state, String finding, String advice) {
    /** How bad it is. */
    public enum State {
        /** As it should be. */
        OK,
        /** Works, but slower or with less than it could. */
        WARN,
        /** Training will not work. */
        FAIL;

        /** The word in JSON and on the screen. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String name, String finding) {
        return new Finding(name, State.OK, finding, "");
    }

    static Finding warn(String name, String finding, String advice) {
        return new Finding(name, State.WARN, finding, advice);
    }

    static Finding fail(String name, String finding, String advice) {
        return new Finding(name, State.FAIL, finding, advice);
    }
}
