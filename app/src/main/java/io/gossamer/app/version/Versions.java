package io.gossamer.app.version;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Versions as the build and the libraries' jars state them. */
public final class Versions {
    private static final String OWN = "/io/gossamer/app/build.properties";

    private Versions() {}

    /** The version of Gossamer. */
    public static String gossamer() {
        return read(OWN);
    }

    /**
     * The version of a library on the class path that was built by Maven.
     *
     * @throws IllegalStateException if the class path lacks it
     */
    public static String library(String group, String artifact) {
        return read("/META-INF/maven/" + group + "/" + artifact + "/pom.properties");
    }

    private static String read(String resource) {
        Properties properties = new Properties();
        try (InputStream stream = Versions.class.getResourceAsStream(resource)) {
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
