package io.gossamer.core.catalogue;

import java.util.List;
import java.util.Set;

/**
 * One published system.
 *
 * @param row its number, from 1 on
 * @param name its short name, lower case with hyphens, as in {@code streaming-diloco}
 * @param title the paper's title, or the usual name of the system
 * @param paper where it was published: arXiv number, venue, year
 * @param family what it is about
 * @param module the module in which it lives, or will
 * @param state how far it is
 * @param presets the names that {@code --method} accepts for it; empty while it is planned, and for systems that are no
 *     way to train
 * @param baselines what it is to be compared with
 */
public record Method(
        int row,
        String name,
        String title,
        String paper,
        Family family,
        String module,
        MethodState state,
        List<String> presets,
        List<String> baselines) {

    private static final Set<String> MODULES =
            Set.of("codec", "net", "model", "train", "parallel", "serve", "compress", "media", "embed", "generate");

    /** @throws IllegalArgumentException if a field is missing or contradicts another */
    public Method {
        presets = List.copyOf(presets);
        baselines = List.copyOf(baselines);
        require(row >= 1, "row " + row + " is below 1");
        require(Names.isValid(name), "'" + name + "' is no short name");
        require(!title.isBlank() && !paper.isBlank(), name + " lacks a title or a paper");
        require(MODULES.contains(module), name + " is in an unknown module '" + module + "'");
        require(presets.stream().allMatch(Names::isValid), name + " has an invalid preset among " + presets);
        require(state != MethodState.PLANNED || presets.isEmpty(), name + " is planned and has presets already");
        require(!baselines.isEmpty(), name + " has nothing to be compared with");
    }

    private static void require(boolean holds, String failure) {
        if (!holds) {
            throw new IllegalArgumentException(failure);
        }
    }
}
