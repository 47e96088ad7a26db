package io.gossamer.app.command;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.name.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A job in a YAML file. Its entries are put in front of the arguments as options of the same name; as the last of two
 * equal options counts, what was typed overrides what is in the file.
 */
final class JobFile {
    private static final long LARGEST = 1 << 20;
    private static final TypeReference<Map<String, Object>> ENTRIES = new TypeReference<>() {};

    private JobFile() {}

    /**
     * The arguments with the job file's entries among them, or as they are if no job file is named.
     *
     * @param commands parses the arguments to find the file; is used up by that
     * @throws GossamerException if the file cannot be read, or names what is no option of the command
     */
    static String[] expand(CommandLine commands, String... args) {
        ParseResult parsed;
        try {
            parsed = commands.parseArgs(args);
        } catch (ParameterException e) {
            // The parse that counts comes later and reports this.
            return args;
        }
        ParseResult command = parsed.subcommand();
        if (command == null) {
            return args;
        }
        List<Path> files = command.matchedPositionals().stream()
                .filter(JobFile::isJobFile)
                .map(p -> (Path) p.getValue())
                .toList();
        if (files.isEmpty()) {
            return args;
        }
        List<String> expanded = new ArrayList<>();
        expanded.add(command.commandSpec().name());
        expanded.addAll(arguments(files.getFirst(), command.commandSpec()));
        expanded.addAll(Arrays.asList(args).subList(1, args.length));
        return expanded.toArray(String[]::new);
    }

    private static boolean isJobFile(PositionalParamSpec positional) {
        return positional.getValue() instanceof Path && positional.paramLabel().endsWith(".yaml");
    }

    private static List<String> arguments(Path file, CommandSpec command) {
        Map<String, OptionSpec> options = command.options().stream()
                .filter(o -> !o.usageHelp() && !o.hidden())
                .collect(Collectors.toMap(o -> o.longestName().substring(2), o -> o));
        List<String> arguments = new ArrayList<>();
        read(file).forEach((name, value) -> {
            OptionSpec option = options.get(name);
            if (option == null) {
                throw new GossamerException(
                        file + ": unknown entry '" + name + "'",
                        Suggestion.hint(name, options.keySet().stream().sorted().toList()));
            }
            arguments.addAll(argument(file, option, name, value));
        });
        return arguments;
    }

    private static List<String> argument(Path file, OptionSpec option, String name, Object value) {
        if (option.arity().max() == 0) {
            if (!(value instanceof Boolean on)) {
                throw new GossamerException(file + ": '" + name + "' is a switch", "Write true or false.");
            }
            return on ? List.of(option.longestName()) : List.of();
        }
        String text = value instanceof List<?> items
                ? items.stream().map(item -> scalar(file, name, item)).collect(Collectors.joining(","))
                : scalar(file, name, value);
        return List.of(option.longestName() + "=" + text);
    }

    private static String scalar(Path file, String name, Object value) {
        if (value instanceof String || value instanceof Number) {
            return value.toString();
        }
        throw new GossamerException(
                file + ": '" + name + "' has no simple value", "Write one number or text, such as 'workers: 4'.");
    }

    private static Map<String, Object> read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new GossamerException(
                        "no job file " + file, "Name a YAML file with options, such as 'workers: 4'.");
            }
            if (Files.size(file) > LARGEST) {
                throw new GossamerException(file + " is larger than 1 MiB", "That is no job file; name another.");
            }
            Map<String, Object> entries = YAMLMapper.builder().build().readValue(Files.readAllBytes(file), ENTRIES);
            return entries == null ? Map.of() : entries;
        } catch (IOException e) {
            throw new GossamerException("cannot read " + file + ": " + e.getMessage(), "Check its permissions.", e);
        } catch (JacksonException e) {
            throw new GossamerException(
                    file + ": " + e.getOriginalMessage().lines().findFirst().orElse("not YAML"),
                    "A job file is a list of 'name: value' lines with the names of the options.",
                    e);
        }
    }
}
