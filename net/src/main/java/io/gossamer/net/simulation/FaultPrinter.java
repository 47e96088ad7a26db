package io.gossamer.net.simulation;

import io.gossamer.core.unit.Durations;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** Writes faults as {@link FaultParser} reads them, losing nothing. */
final class FaultPrinter {
    private FaultPrinter() {}

    static String print(Fault fault) {
        return switch (fault) {
            case Fault.Kill kill -> "kill " + kill.node() + at(fault);
            case Fault.PowerLoss loss -> "poweroff " + loss.node() + at(fault);
            case Fault.Restart restart -> "restart " + restart.node() + at(fault);
            case Fault.Join join -> "join " + join.node() + at(fault);
            case Fault.Freeze freeze -> "freeze " + freeze.node() + during(fault, freeze.length());
            case Fault.Slowdown slow ->
                "slow " + slow.node() + " x" + number(slow.factor()) + during(fault, slow.length());
            case Fault.Skew skew -> "skew " + skew.node() + " " + offset(skew.offset()) + at(fault);
            case Fault.Drift drift -> "drift " + drift.node() + " " + number(drift.rate()) + at(fault);
            case Fault.Partition cut ->
                "partition " + names(cut.one()) + " | " + names(cut.other()) + during(fault, cut.length());
            case Fault.OneWayPartition cut ->
                "oneway " + names(cut.from()) + " -> " + names(cut.to()) + during(fault, cut.length());
            case Fault.Delay delay ->
                "delay " + route(delay.route()) + " " + Durations.print(delay.extra()) + during(fault, delay.length());
            case Fault.Throttle throttle ->
                "throttle " + route(throttle.route()) + " " + throttle.rate() + during(fault, throttle.length());
            case Fault.Loss loss ->
                "lose " + route(loss.route()) + " " + share(loss.share()) + during(fault, loss.length());
            case Fault.Reordering mess ->
                "reorder " + route(mess.route()) + " " + share(mess.share()) + " by " + Durations.print(mess.late())
                        + during(fault, mess.length());
        };
    }

    private static String at(Fault fault) {
        return " at " + Durations.print(fault.at());
    }

    private static String during(Fault fault, Duration length) {
        return (length.equals(Fault.FOREVER) ? "" : " for " + Durations.print(length)) + at(fault);
    }

    private static String names(Set<String> names) {
        return String.join(",", new TreeSet<>(names));
    }

    private static String route(Route route) {
        if (route.other().isEmpty()) {
            return names(route.one());
        }
        return names(route.one()) + (route.bothWays() ? " | " : " -> ") + names(route.other());
    }

    private static String offset(Duration offset) {
        return offset.isNegative() ? "-" + Durations.print(offset.negated()) : "+" + Durations.print(offset);
    }

    private static String share(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
    }

    private static String number(double number) {
        boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
        return whole ? Long.toString((long) number) : Double.toString(number);
    }
}
