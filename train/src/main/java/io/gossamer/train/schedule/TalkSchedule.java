package io.gossamer.train.schedule;

import io.gossamer.core.failure.GossamerException;

/** When the workers talk. Steps count from 0; a worker talks after its own computation of a step. */
public sealed interface TalkSchedule {
    boolean due(long step);

    /** Steps between two times. */
    int period();

    static TalkSchedule everyStep() {
        return new Every(1);
    }

    static TalkSchedule every(int steps) {
        return new Every(steps);
    }

    /** After each {@code period} steps: after steps period-1, 2 period-1, and so on. */
    record Every(int period) implements TalkSchedule {
        public Every {
            if (period < 1) {
                throw new GossamerException(
                        "Workers cannot talk every " + period + " steps", "Set --sync-every to 1 or more.");
            }
        }

        @Override
        public boolean due(long step) {
            return (step + 1) % period == 0;
        }
    }
}
