package io.gossamer.net.simulation;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.unit.Bandwidth;
import io.gossamer.core.unit.Durations;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one sentence of the grammar of faults. A sentence begins with a verb and ends with its clauses. */
final class FaultParser {
    /** How each verb is used: told to whoever uses it otherwise. */
    static final Map<String, String> FORMS = forms();

    private static final Pattern TOKEN = Pattern.compile("->|[|,]|(?:(?!->)[^\\s|,])+");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,20}(?:\\.\\d{1,20})?(?:[eE]-?\\d{1,3})?");
    private static final int SHOWN = 60;

    private final String sentence;
    private final List<String> tokens = new ArrayList<>();
    private int next;
    private String form = "one of the verbs " + String.join(", ", FORMS.keySet());
    private Duration at;
    private Duration length;

    FaultParser(String sentence) {
        this.sentence = sentence.strip();
        Matcher matcher = TOKEN.matcher(sentence);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
    }

    private static Map<String, String> forms() {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("kill", "kill NODE at TIME");
        forms.put("poweroff", "poweroff NODE at TIME");
        forms.put("restart", "restart NODE at TIME");
        forms.put("join", "join NODE at TIME");
        forms.put("freeze", "freeze NODE for TIME at TIME");
        forms.put("slow", "slow NODE xFACTOR [for TIME] at TIME");
        forms.put("skew", "skew NODE +TIME [at TIME]");
        forms.put("drift", "drift NODE RATE [at TIME]");
        forms.put("partition", "partition NODE,... | NODE,... [for TIME] at TIME");
        forms.put("oneway", "oneway NODE,... -> NODE,... [for TIME] at TIME");
        forms.put("delay", "delay ROUTE TIME [for TIME] at TIME");
        forms.put("throttle", "throttle ROUTE RATE [for TIME] at TIME");
        forms.put("lose", "lose ROUTE SHARE% [for TIME] at TIME");
        forms.put("reorder", "reorder ROUTE SHARE% by TIME [for TIME] at TIME");
        return forms;
    }

    Fault parse() {
        String verb = take();
        if (!FORMS.containsKey(verb)) {
            throw unexpected(verb);
        }
        form = FORMS.get(verb);
        Fault fault = fault(verb);
        if (next < tokens.size()) {
            throw unexpected(tokens.get(next));
        }
        return fault;
    }

    private Fault fault(String verb) {
        return switch (verb) {
            case "partition" -> partition();
            case "oneway" -> oneWayPartition();
            case "delay", "throttle", "lose", "reorder" -> faultOfRoute(verb);
            default -> faultOfNode(verb, name());
        };
    }

    private Fault faultOfNode(String verb, String node) {
        return switch (verb) {
            case "freeze" -> {
                readClauses(true);
                yield new Fault.Freeze(at, node, length);
            }
            case "slow" -> {
                double factor = number(after("x", take()));
                readClauses(true);
                yield new Fault.Slowdown(at, node, factor, length);
            }
            case "skew" -> {
                Duration offset = offset(take());
                readClauses(false);
                yield new Fault.Skew(at, node, offset);
            }
            case "drift" -> {
                double rate = number(take());
                readClauses(false);
                yield new Fault.Drift(at, node, rate);
            }
            default -> {
                readClauses(false);
                yield faultOfProcess(verb, node);
            }
        };
    }

    private Fault faultOfProcess(String verb, String node) {
        return switch (verb) {
            case "kill" -> new Fault.Kill(at, node);
            case "poweroff" -> new Fault.PowerLoss(at, node);
            case "restart" -> new Fault.Restart(at, node);
            case "join" -> new Fault.Join(at, node);
            default -> throw unexpected(verb);
        };
    }

    private Fault partition() {
        Set<String> one = names();
        require("|");
        Set<String> other = names();
        readClauses(true);
        return new Fault.Partition(at, one, other, length);
    }

    private Fault oneWayPartition() {
        Set<String> from = names();
        require("->");
        Set<String> to = names();
        readClauses(true);
        return new Fault.OneWayPartition(at, from, to, length);
    }

    private Fault faultOfRoute(String verb) {
        Route route = route();
        return switch (verb) {
            case "delay" -> {
                Duration extra = Durations.parse(take());
                readClauses(true);
                yield new Fault.Delay(at, route, extra, length);
            }
            case "throttle" -> {
                Bandwidth rate = Bandwidth.parse(take());
                readClauses(true);
                yield new Fault.Throttle(at, route, rate, length);
            }
            case "lose" -> {
                double share = share(take());
                readClauses(true);
                yield new Fault.Loss(at, route, share, length);
            }
            default -> {
                double share = share(take());
                require("by");
                Duration late = Durations.parse(take());
                readClauses(true);
                yield new Fault.Reordering(at, route, share, late, length);
            }
        };
    }

    // ------------------------------------------------------------------ the parts of a sentence

    private Route route() {
        Set<String> one = names();
        if (nextIs("|")) {
            next++;
            return new Route(one, names(), true);
        }
        if (nextIs("->")) {
            next++;
            return new Route(one, names(), false);
        }
        return new Route(one, Set.of(), true);
    }

    private Set<String> names() {
        Set<String> names = new HashSet<>();
        names.add(name());
        while (nextIs(",")) {
            next++;
            names.add(name());
        }
        return names;
    }

    private String name() {
        String name = take();
        if (!Node.isName(name)) {
            throw unexpected(name);
        }
        return name;
    }

    private void readClauses(boolean lasts) {
        while (next < tokens.size()) {
            String clause = take();
            if (clause.equals("at") && at == null) {
                at = Durations.parse(take());
            } else if (clause.equals("for") && length == null && lasts) {
                length = Durations.parse(take());
            } else {
                throw unexpected(clause);
            }
        }
        at = at == null ? Duration.ZERO : at;
        length = length == null ? Fault.FOREVER : length;
    }

    private Duration offset(String text) {
        if (text.startsWith("-")) {
            return Durations.parse(text.substring(1)).negated();
        }
        return Durations.parse(after("+", text));
    }

    private double share(String text) {
        if (!text.endsWith("%")) {
            throw unexpected(text);
        }
        return new BigDecimal(decimal(text.substring(0, text.length() - 1)))
                .movePointLeft(2)
                .doubleValue();
    }

    private double number(String text) {
        return Double.parseDouble(decimal(text));
    }

    /** Bounded, so that hostile text costs nothing. */
    private String decimal(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw unexpected(text);
        }
        return text;
    }

    private String after(String prefix, String text) {
        if (!text.startsWith(prefix)) {
            throw unexpected(text);
        }
        return text.substring(prefix.length());
    }

    // ------------------------------------------------------------------ tokens

    private boolean nextIs(String token) {
        return next < tokens.size() && tokens.get(next).equals(token);
    }

    private void require(String token) {
        String taken = take();
        if (!taken.equals(token)) {
            throw unexpected(taken);
        }
    }

    private String take() {
        if (next == tokens.size()) {
            throw new GossamerException("The fault '" + shown(sentence) + "' ends too early", hint());
        }
        return tokens.get(next++);
    }

    private GossamerException unexpected(String token) {
        return new GossamerException(
                "In the fault '" + shown(sentence) + "', '" + shown(token) + "' is out of place", hint());
    }

    private String hint() {
        return "Write " + form + ".";
    }

    private static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    }
}
