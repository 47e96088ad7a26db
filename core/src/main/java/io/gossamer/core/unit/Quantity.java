package io.gossamer.core.unit;

import io.gossamer.core.failure.GossamerException;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A decimal number directly followed by a unit, as in {@code 1.5GB}. */
record Quantity(BigDecimal number, String unit) {
    /** Digits are bounded so that hostile text costs nothing. */
    private static final Pattern FORM = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,19})?)\\s?([A-Za-z]*)");

    /** Reads the whole of {@code text}; {@code hint} tells the user what would have been right. */
    static Quantity parse(String text, String what, String hint) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw invalid(text, what, hint);
        }
        return new Quantity(new BigDecimal(matcher.group(1)), matcher.group(2));
    }

    static GossamerException invalid(String text, String what, String hint) {
        String shown = text.length() > 40 ? text.substring(0, 40) + "..." : text;
        return new GossamerException("'" + shown + "' is not " + what, hint);
    }
}
