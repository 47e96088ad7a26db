package io.gossamer.core.unit;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 30ms}, {@code 2s}, {@code 1.5s}, {@code 1m30s}, {@code 2h}. Units are ns, us,
 * ms, s, m, h, d, from larger to smaller, each at most once.
 */
public final class Durations {
    private static final String HINT = "Write numbers with units (d, h, m, s, ms, us, ns), as in 30ms or 1m30s.";

    private static final String NUMBER = "(\\d{1,18}(?:\\.\\d{1,9})?)";
    private static final Pattern FORM = Pattern.compile("(?:" + NUMBER + "d)?(?:" + NUMBER + "h)?(?:" + NUMBER
            + "m)?(?:" + NUMBER + "s)?(?:" + NUMBER + "ms)?(?:" + NUMBER + "us)?(?:" + NUMBER + "ns)?");

    private static final String[] NAMES = {"d", "h", "m", "s", "ms", "us", "ns"};
    private static final long[] NANOSECONDS = {
        86_400_000_000_000L, 3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L, 1L
    };

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @throws io.gossamer.core.failure.GossamerException if the text is no duration, is finer than a nanosecond, or
     *     longer than 292 years
     */
    public static Duration parse(String text) {
        String stripped = text.strip().toLowerCase(Locale.ROOT);
        Matcher matcher = FORM.matcher(stripped);
        if (stripped.isEmpty() || !matcher.matches()) {
            throw Quantity.invalid(text, "a duration", HINT);
        }
        BigDecimal nanoseconds = BigDecimal.ZERO;
        for (int i = 0; i < NAMES.length; i++) {
            String number = matcher.group(i + 1);
            if (number != null) {
                nanoseconds = nanoseconds.add(new BigDecimal(number).multiply(BigDecimal.valueOf(NANOSECONDS[i])));
            }
        }
        try {
            return Duration.ofNanos(nanoseconds.longValueExact());
        } catch (ArithmeticException e) {
            throw Quantity.invalid(text, "a whole number of nanoseconds below 292 years", HINT);
        }
    }

    /**
     * Writes a duration exactly.
     *
     * @throws IllegalArgumentException if it is negative
     * @throws ArithmeticException if it is longer than 292 years
     */
    public static String print(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(duration + " is negative");
        }
        long rest = duration.toNanos();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < NAMES.length; i++) {
            if (rest >= NANOSECONDS[i]) {
                text.append(rest / NANOSECONDS[i]).append(NAMES[i]);
                rest %= NANOSECONDS[i];
            }
        }
        return text.isEmpty() ? "0s" : text.toString();
    }
}
