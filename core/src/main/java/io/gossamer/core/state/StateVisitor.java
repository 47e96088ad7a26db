package io.gossamer.core.state;

import java.lang.foreign.MemorySegment;

/**
 * Receives the named arrays of a {@link Stateful}. A saving or hashing visitor reads them, a restoring one overwrites
 * them in place. Names are unique within a visit; {@link #scope} prefixes those of a part.
 */
public interface StateVisitor {
    /** Looks at nothing. */
    StateVisitor NOBODY = new StateVisitor() {
        @Override
        public void floats(String name, MemorySegment values, long... shape) {}

        @Override
        public void longs(String name, long[] values) {}

        @Override
        public void doubles(String name, double[] values) {}
    };

    /** An array of float32 in native byte order, 4-byte aligned; {@code shape} multiplies to its element count. */
    void floats(String name, MemorySegment values, long... shape);

    /** An array of int64. */
    void longs(String name, long[] values);

    /** An array of float64. */
    void doubles(String name, double[] values);

    /** A scope for what this node keeps for itself while others hold something else: {@link #common} passes over it. */
    default StateVisitor privately(String prefix) {
        return scope(prefix);
    }

    /** This visitor, passing over all that is a node's own. */
    default StateVisitor common() {
        StateVisitor outer = this;
        return new StateVisitor() {
            @Override
            public void floats(String name, MemorySegment values, long... shape) {
                outer.floats(name, values, shape);
            }

            @Override
            public void longs(String name, long[] values) {
                outer.longs(name, values);
            }

            @Override
            public void doubles(String name, double[] values) {
                outer.doubles(name, values);
            }

            @Override
            public StateVisitor privately(String prefix) {
                return NOBODY;
            }
        };
    }

    /** A visitor that puts {@code prefix + "."} before every name. */
    default StateVisitor scope(String prefix) {
        StateVisitor outer = this;
        return new StateVisitor() {
            @Override
            public void floats(String name, MemorySegment values, long... shape) {
                outer.floats(prefix + "." + name, values, shape);
            }

            @Override
            public void longs(String name, long[] values) {
                outer.longs(prefix + "." + name, values);
            }

            @Override
            public void doubles(String name, double[] values) {
                outer.doubles(prefix + "." + name, values);
            }

            @Override
            public StateVisitor privately(String name) {
                return outer.privately(prefix + "." + name);
            }
        };
    }
}
