package io.gossamer.model.network;

import io.gossamer.core.failure.GossamerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What {@code --model} names: a model, and what is changed about it, from left to right.
 *
 * <pre>
 * gpt+lora(8,32)                    frozen, with adapters of rank 8 and alpha 32 at all its weight matrices
 * gpt+lora(8,32,attention)          only at layers whose name has a match of that regular expression
 * gpt+only(block1.*)                frozen but for the parameters whose whole name matches
 * gpt+perturbation                  with a trainable perturbation of whatever it is shown
 * </pre>
 *
 * @param base a built-in name or the path of a file
 */
public record ModelName(String base, List<Change> changes) {
    /** A change by name, with what stands in its parentheses, which holds no {@code +}; empty without them. */
    public record Change(String name, String argument) {}

    private static final Pattern CHANGED = Pattern.compile("(.+)\\+(?:(?:(lora|only)\\(([^+]*)\\))|(perturbation))");
    private static final Pattern LORA = Pattern.compile("([1-9][0-9]{0,3}),([0-9]{1,6}(?:\\.[0-9]{1,6})?)(?:,(.+))?");

    public ModelName {
        changes = List.copyOf(changes);
    }

    public static ModelName parse(String model) {
        List<Change> changes = new ArrayList<>();
        String base = model;
        for (Matcher match = CHANGED.matcher(base); match.matches(); match = CHANGED.matcher(base)) {
            changes.addFirst(
                    match.group(2) == null
                            ? new Change(match.group(4), "")
                            : new Change(match.group(2), match.group(3)));
            base = match.group(1);
        }
        return new ModelName(base, changes);
    }

    /** The name of the same model with a perturbation; this name, if it has one. */
    public String perturbed() {
        boolean has = changes.stream().anyMatch(change -> change.name().equals(Perturbed.TENSOR));
        return has ? text() : text() + "+" + Perturbed.TENSOR;
    }

    private String text() {
        StringBuilder text = new StringBuilder(base);
        for (Change change : changes) {
            text.append('+').append(change.name());
            if (!change.argument().isEmpty()) {
                text.append('(').append(change.argument()).append(')');
            }
        }
        return text.toString();
    }

    /**
     * The architecture with all changes made.
     *
     * @throws GossamerException if a change makes no sense of it
     */
    public Architecture change(Architecture architecture, ProblemShape problem) {
        Architecture changed = architecture;
        for (Change change : changes) {
            changed = switch (change.name()) {
                case "lora" -> adapters(changed, change.argument());
                case "only" -> new TrainedPart(changed, pattern(change.argument()));
                default -> Perturbed.of(changed, problem);
            };
        }
        return changed;
    }

    private static Architecture adapters(Architecture base, String argument) {
        Matcher match = LORA.matcher(argument);
        if (!match.matches()) {
            throw new GossamerException(
                    "'+lora(" + argument + ")' names no adapters", "Write rank and alpha, as in +lora(8,32).");
        }
        return new LowRankAdapters(
                base,
                Integer.parseInt(match.group(1)),
                Double.parseDouble(match.group(2)),
                Optional.ofNullable(match.group(3)).map(ModelName::pattern));
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException broken) {
            throw new GossamerException(
                    "'" + text + "' is no regular expression: " + broken.getDescription(),
                    "Name parameters as in +only(block1.*).",
                    broken);
        }
    }
}
