package io.gossamer.core.catalogue;

import java.util.regex.Pattern;

/** Short names: lower-case words joined by hyphens. */
final class Names {
    private static final Pattern SHORT_NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private Names() {}

    static boolean isValid(String name) {
        return SHORT_NAME.matcher(name).matches();
    }
}
