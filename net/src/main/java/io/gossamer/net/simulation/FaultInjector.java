package io.gossamer.net.simulation;

import io.gossamer.net.simulation.Disturbances.Effect;
import io.gossamer.net.simulation.Disturbances.Way;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Puts a fault schedule on the event loop and the network, before the run. */
final class FaultInjector {
    private final Network network;
    private final EventLoop loop;
    private final Duration detection;
    private final List<Fault> faults;

    FaultInjector(Network network) {
        this.network = network;
        this.loop = network.loop();
        this.detection = network.config().detection();
        this.faults = network.config().faults().faults();
    }

    void injectAll() {
        for (int i = 0; i < faults.size(); i++) {
            switch (faults.get(i)) {
                case Fault.OfNode fault -> injectNode(fault, i);
                case Fault.OneWayPartition cut -> cut(cut, cut.from(), cut.to(), cut.length());
                case Fault.Partition cut -> {
                    cut(cut, cut.one(), cut.other(), cut.length());
                    cut(cut, cut.other(), cut.one(), cut.length());
                }
                case Fault.Delay delay ->
                    disturb(
                            delay,
                            delay.route(),
                            delay.length(),
                            () -> new Effect.Late(delay.extra().toNanos()));
                case Fault.Throttle throttle ->
                    disturb(throttle, throttle.route(), throttle.length(), () -> new Effect.Narrow(throttle.rate()));
                case Fault.Loss loss ->
                    disturb(loss, loss.route(), loss.length(), () -> new Effect.Lossy(loss.share()));
                case Fault.Reordering mess ->
                    disturb(
                            mess,
                            mess.route(),
                            mess.length(),
                            () -> new Effect.Reordered(mess.share(), mess.late().toNanos()));
            }
        }
    }

    private void injectNode(Fault.OfNode fault, int index) {
        Node node = network.victim(fault.node());
        long at = fault.at().toNanos();
        switch (fault) {
            case Fault.Kill _ -> inject(at, node, () -> node.kill(detection));
            case Fault.PowerLoss _ -> {
                // What is sent to a machine without power is sent again until it is back.
                network.disturbances().cut(new Way(Set.of(), Set.of(node)), at, nextRestart(node, index));
                inject(at, node, node::powerOff);
            }
            case Fault.Restart _ -> {
                node.expectRestart();
                inject(at, node, () -> node.restart(detection));
            }
            case Fault.Join _ -> inject(at, node, node::start);
            case Fault.Freeze freeze -> {
                long until = EventLoop.plus(at, freeze.length());
                inject(at, node, () -> node.process().ifPresent(process -> process.freeze(until)));
                inject(until, node, () -> node.process().ifPresent(Incarnation::thaw));
            }
            case Fault.Slowdown slowdown -> slowDown(slowdown, node);
            case Fault.Skew skew -> inject(at, node, () -> node.skew(skew.offset()));
            case Fault.Drift drift -> inject(at, node, () -> node.drift(drift.rate()));
        }
    }

    private void slowDown(Fault.Slowdown slowdown, Node node) {
        long at = slowdown.at().toNanos();
        inject(at, node, () -> node.slowDown(slowdown));
        inject(EventLoop.plus(at, slowdown.length()), node, () -> node.endSlowdown(slowdown));
    }

    private long nextRestart(Node node, int index) {
        return faults.subList(index + 1, faults.size()).stream()
                .filter(fault ->
                        fault instanceof Fault.Restart restart && restart.node().equals(node.name()))
                .mapToLong(fault -> fault.at().toNanos())
                .findFirst()
                .orElse(EventLoop.NEVER);
    }

    private void inject(long at, Node node, Runnable fault) {
        loop.postFirst(at, () -> {
            loop.trace().record(Trace.Kind.FAULT, at, node.id(), 0);
            fault.run();
        });
    }

    private void cut(Fault fault, Set<String> from, Set<String> to, Duration length) {
        long start = fault.at().toNanos();
        network.disturbances().cut(new Way(nodes(from), nodes(to)), start, EventLoop.plus(start, length));
    }

    private void disturb(Fault fault, Route route, Duration length, Supplier<Effect> effect) {
        disturb(fault, new Way(nodes(route.one()), nodes(route.other())), length, effect.get());
        if (route.bothWays()) {
            disturb(fault, new Way(nodes(route.other()), nodes(route.one())), length, effect.get());
        }
    }

    private void disturb(Fault fault, Way way, Duration length, Effect effect) {
        long start = fault.at().toNanos();
        network.disturbances().disturb(way, start, EventLoop.plus(start, length), effect);
    }

    private Set<Node> nodes(Set<String> names) {
        return names.stream().map(network::victim).collect(Collectors.toUnmodifiableSet());
    }
}
