package io.gossamer.app.console;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes the machine-readable form of a result. */
public final class Json {
    private static final JsonMapper COMPACT = JsonMapper.builder().build();
    private static final JsonMapper INDENTED =
            COMPACT.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    /** One indented JSON document without a line end. Components of records become fields of the same name. */
    public static String write(Object value) {
        return INDENTED.writeValueAsString(value);
    }

    /** The same on one line. */
    public static String compact(Object value) {
        return COMPACT.writeValueAsString(value);
    }
}
