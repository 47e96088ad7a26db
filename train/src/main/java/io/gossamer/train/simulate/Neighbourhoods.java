package io.gossamer.train.simulate;

import io.gossamer.train.transcript.Operation;
import io.gossamer.train.transcript.Transcript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Who tells whom anything in a run: each kind of way is gone once in thought. */
record Neighbourhoods(Fleet fleet, Transcript transcript, Ways ways) {
    /** Ways of one kind and algorithm lead to the same nodes. */
    private record Kind(Class<?> operation, int root, String algorithm) {}

    List<Lines.Neighbours> all() {
        List<Lines.Neighbours> neighbours = IntStream.range(0, fleet.nodes())
                .mapToObj(node -> new Lines.Neighbours(new TreeSet<>(), new TreeSet<>()))
                .toList();
        for (Way way : kinds()) {
            for (int node = 0; node < fleet.nodes(); node++) {
                walk(way, node, neighbours.get(node));
            }
        }
        return neighbours;
    }

    private List<Way> kinds() {
        Set<Kind> seen = new HashSet<>();
        List<Way> kinds = new ArrayList<>();
        for (int step = 0; step < transcript.steps().size(); step++) {
            Transcript.Step said = transcript.steps().get(step);
            for (int index = 0; index < said.length(); index++) {
                Class<?> operation = said.act(0, index).operation().getClass();
                int root = root(said, index);
                ways.of(step, index)
                        .filter(way -> seen.add(new Kind(operation, root, way.label())))
                        .ifPresent(kinds::add);
            }
        }
        return kinds;
    }

    private static int root(Transcript.Step said, int index) {
        return said.act(0, index).operation() instanceof Operation.Broadcast broadcast ? broadcast.root() : 0;
    }

    private static void walk(Way way, int node, Lines.Neighbours neighbours) {
        try {
            way.go(node, new Moves() {
                @Override
                public void send(int to, long bytes) {
                    neighbours.told().add(to);
                }

                @Override
                public void receive(int from, long bytes) {
                    neighbours.heard().add(from);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody waits in thought", e);
        }
    }
}
