package io.gossamer.train.transcript;

import java.util.List;

/**
 * What the nodes of a run said, step by step. Only a few of them were listened to; the others are taken to have said as
 * much. Node 0, which may be a server, speaks for itself alone.
 *
 * @param method its name
 * @param nodes how many nodes the run has
 * @param steps in order
 */
public record Transcript(String method, int nodes, List<Step> steps) {
    /**
     * One step of the run.
     *
     * @param speakers what each of those who were listened to did, in order: the same operations for all
     */
    public record Step(List<List<Act>> speakers) {
        public Step {
            speakers = speakers.stream().map(List::copyOf).toList();
            List<Class<?>> first = operations(speakers.getFirst());
            if (!speakers.stream().allMatch(acts -> operations(acts).equals(first))) {
                throw new IllegalArgumentException("the nodes of a group did not call the same operations");
            }
        }

        private static List<Class<?>> operations(List<Act> acts) {
            return acts.stream()
                    .<Class<?>>map(act -> act.operation().getClass())
                    .toList();
        }

        /** How many acts each node has in it. */
        public int length() {
            return speakers.getFirst().size();
        }

        /** What a node of the run does. */
        public Act act(int node, int index) {
            return speakers.get(speaker(node, speakers.size())).get(index);
        }
    }

    public Transcript {
        steps = List.copyOf(steps);
    }

    /** Who stands for a node, where so many were listened to. */
    public static int speaker(int node, int speakers) {
        return node < speakers ? node : 1 + (node - 1) % (speakers - 1);
    }
}
