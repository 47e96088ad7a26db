package io.gossamer.train.method;

import io.gossamer.core.failure.GossamerException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The settings of one method: exactly those that it reads, each with a valid value. Immutable. */
public final class Settings {
    private final String method;
    private final Map<Setting, String> values;

    private Settings(String method, Map<Setting, String> values) {
        this.method = method;
        this.values = Collections.unmodifiableMap(new EnumMap<>(values));
    }

    /** The settings that a method has, with their defaults. */
    static Settings of(String method, Map<Setting, String> defaults) {
        return new Settings(method, defaults);
    }

    public boolean has(Setting setting) {
        return values.containsKey(setting);
    }

    /**
     * These settings with one changed.
     *
     * @throws GossamerException if the method has no such setting or the value is invalid
     */
    public Settings with(Setting setting, String value) {
        if (!has(setting)) {
            throw new GossamerException(
                    method + " has no " + setting.key(),
                    "It has: " + values.keySet().stream().map(Setting::key).collect(Collectors.joining(", ")) + ".");
        }
        setting.require(value);
        Map<Setting, String> changed = new EnumMap<>(values);
        changed.put(setting, value);
        return new Settings(method, changed);
    }

    public double number(Setting setting) {
        return Double.parseDouble(text(setting));
    }

    public long whole(Setting setting) {
        return Long.parseLong(text(setting));
    }

    public boolean flag(Setting setting) {
        return Boolean.parseBoolean(text(setting));
    }

    public String text(Setting setting) {
        String value = values.get(setting);
        if (value == null) {
            throw new IllegalStateException(method + " reads " + setting.key() + " but does not declare it");
        }
        return value;
    }

    /** All settings by key, in a fixed order. */
    public Map<String, String> asMap() {
        Map<String, String> byKey = new LinkedHashMap<>();
        values.forEach((setting, value) -> byKey.put(setting.key(), value));
        return byKey;
    }
}
