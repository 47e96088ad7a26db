package io.gossamer.net.topology;

/** A ring under change: an order of nodes in an array that has no beginning. */
final class Tour {
    private final int[] order;
    private final int[] place;
    private final int[] scratch;

    Tour(int[] order) {
        this.order = order.clone();
        this.place = new int[order.length];
        this.scratch = new int[order.length];
        renumber();
    }

    int size() {
        return order.length;
    }

    /** The node at a place from 0 to {@code 2 size - 1}: the places go around. */
    int node(int at) {
        return order[at < order.length ? at : at - order.length];
    }

    int place(int node) {
        return place[node];
    }

    /** How many places {@code node} is ahead of place {@code at}, 1 to {@code size}: the size for the node there. */
    int ahead(int at, int node) {
        int distance = place[node] - at;
        return distance > 0 ? distance : distance + order.length;
    }

    int[] toArray() {
        return order.clone();
    }

    void set(int[] newOrder) {
        System.arraycopy(newOrder, 0, order, 0, order.length);
        renumber();
    }

    private void renumber() {
        for (int at = 0; at < order.length; at++) {
            place[order[at]] = at;
        }
    }

    /** Lets the {@code length} nodes after place {@code at} change places with the ones up to {@code at + end}. */
    void swapSegments(int at, int length, int end) {
        for (int k = 0; k < end; k++) {
            int from = k < end - length ? k + length : k - (end - length);
            scratch[k] = node(at + 1 + from);
        }
        write(at, end);
    }

    /** Turns the {@code length} nodes after place {@code at} around. */
    void reverse(int at, int length) {
        for (int k = 0; k < length; k++) {
            scratch[k] = node(at + length - k);
        }
        write(at, length);
    }

    private void write(int at, int count) {
        for (int k = 0; k < count; k++) {
            int target = (at + 1 + k) % order.length;
            order[target] = scratch[k];
            place[scratch[k]] = target;
        }
    }

    /**
     * The double bridge: of four parts that begin at 0 and the three ascending places, the first is followed by the
     * fourth, third and second. All four joints change and no part is turned around.
     */
    void doubleBridge(int second, int third, int fourth) {
        int at = copy(0, second, 0);
        at = copy(fourth, order.length, at);
        at = copy(third, fourth, at);
        copy(second, third, at);
        set(scratch);
    }

    private int copy(int from, int to, int at) {
        System.arraycopy(order, from, scratch, at, to - from);
        return at + to - from;
    }
}
