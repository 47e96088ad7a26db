package io.gossamer.train.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.gossamer.core.failure.GossamerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How records are written as JSON and read back. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .changeDefaultPropertyInclusion(i -> i.withValueInclusion(JsonInclude.Include.ALWAYS))
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private Json() {}

    /** One line. */
    public static String line(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** Indented, for people. */
    public static String document(Object value) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    }

    /**
     * Reads a value.
     *
     * @param where named in the error
     * @throws GossamerException if the text is not such a value
     */
    public static <T> T read(String text, Class<T> type, String where) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JacksonException broken) {
            throw new GossamerException(
                    where + " is not what it should be: " + broken.getOriginalMessage(),
                    "Restore the file, or start a new run.",
                    broken);
        }
    }

    public static <T> T read(Path file, Class<T> type) {
        try {
            return read(Files.readString(file), type, file.toString());
        } catch (IOException unreadable) {
            throw new GossamerException(
                    "Cannot read " + file + ": " + unreadable.getMessage(),
                    "Check the path and its rights.",
                    unreadable);
        }
    }
}
