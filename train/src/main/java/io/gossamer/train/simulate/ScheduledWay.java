package io.gossamer.train.simulate;

import io.gossamer.codec.message.Kind;
import io.gossamer.net.schedule.Chunks;
import io.gossamer.net.schedule.Schedule;
import io.gossamer.net.schedule.Step;
import io.gossamer.train.transcript.Size;
import java.io.IOException;
import java.util.function.IntFunction;

/**
 * An array that is summed or told by a schedule, chunk by chunk and piece by piece, each in a frame of its own.
 *
 * @param bytes of the array, of float32 where it is cut into chunks
 * @param schedules by node
 */
record ScheduledWay(String label, long bytes, IntFunction<Schedule> schedules) implements Way {
    @Override
    public void go(int node, Moves moves) throws IOException, InterruptedException {
        Schedule schedule = schedules.apply(node);
        Chunks chunks = new Chunks(bytes / Float.BYTES, schedule.chunks());
        for (Step step : schedule.steps()) {
            long chunk = schedule.chunks() == 1 ? bytes : chunks.size(step.chunk()) * Float.BYTES;
            long piece = schedule.pieceBytes(chunk);
            for (long at = 0; at < chunk; at += piece) {
                pass(node, step, framed(Math.min(piece, chunk - at)), moves);
            }
        }
    }

    private static void pass(int node, Step step, long framed, Moves moves) throws IOException, InterruptedException {
        for (int from : step.from()) {
            if (from != node) {
                moves.receive(from, framed);
            }
        }
        for (int to : step.to()) {
            moves.send(to, framed);
        }
    }

    private static long framed(long piece) {
        return Size.of(piece, Kind.DENSE).framed();
    }
}
