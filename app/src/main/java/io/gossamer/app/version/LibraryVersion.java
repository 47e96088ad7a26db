package io.gossamer.app.version;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Versions of libraries as their jars state them. */
public final class LibraryVersion {
    private LibraryVersion() {}

    /**
     * The version of a library on the class path that was built by Maven.
     *
     * @throws IllegalStateException if the class path lacks it
     */
    public static String of(String group, String artifact) {
        String resource = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        Properties properties = new Properties();
        try (InputStream stream = LibraryVersion.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("the class path lacks " + resource);
            }
            properties.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
