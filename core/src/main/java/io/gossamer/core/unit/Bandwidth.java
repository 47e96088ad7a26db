package io.gossamer.core.unit;

/** A data rate in bits per second; parses {@code 20mbit}, {@code 1gbit}, {@code 500kbit}, {@code unlimited}. */
public record Bandwidth(double bitsPerSecond) {
    public static Bandwidth parse(String text) {
        throw new AssertionError("contract " + text);
    }
}
