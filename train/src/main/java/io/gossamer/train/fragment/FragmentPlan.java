package io.gossamer.train.fragment;

import io.gossamer.model.flat.FlatLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A model in fragments of whole layers. What belongs to no layer, such as embeddings, is fragment 0; the layers share out
 * the others. A layer is known by the first part of its name that has a number, as in {@code block1.attention.weight} or
 * {@code fc2.bias}. Source: Streaming DiLoCo, arXiv 2501.18512, section 3.1; fragment 0 as in MaxText.
 *
 * @param fragments the tensors of each, by their places in the layout; every tensor is in exactly one, and none is empty
 */
public record FragmentPlan(List<List<Integer>> fragments) {
    private static final Pattern LAYER = Pattern.compile("((?:[^.\\d]+\\.)*[^.]*\\d[^.]*)\\..+");

    public FragmentPlan {
        fragments = fragments.stream().map(List::copyOf).toList();
    }

    /**
     * Plans fragments.
     *
     * @param most how many there are to be; there are fewer if there are not as many layers
     */
    public static FragmentPlan of(FlatLayout layout, int most, FragmentPattern pattern) {
        List<Integer> outside = new ArrayList<>();
        Map<String, List<Integer>> layers = new LinkedHashMap<>();
        for (int tensor = 0; tensor < layout.entries().size(); tensor++) {
            Matcher layer = LAYER.matcher(layout.entries().get(tensor).name());
            (layer.matches() ? layers.computeIfAbsent(layer.group(1), name -> new ArrayList<>()) : outside).add(tensor);
        }
        int ofLayers = Math.min(layers.size(), outside.isEmpty() ? most : most - 1);
        if (most == 1 || ofLayers == 0) {
            return new FragmentPlan(
                    List.of(IntStream.range(0, layout.entries().size()).boxed().toList()));
        }
        List<List<Integer>> fragments = new ArrayList<>();
        if (!outside.isEmpty()) {
            fragments.add(outside);
        }
        fragments.addAll(shared(layers.values(), ofLayers, pattern));
        return new FragmentPlan(fragments);
    }

    private static List<List<Integer>> shared(
            Collection<List<Integer>> layers, int fragments, FragmentPattern pattern) {
        List<List<Integer>> shared = new ArrayList<>();
        for (int fragment = 0; fragment < fragments; fragment++) {
            shared.add(new ArrayList<>());
        }
        int layer = 0;
        for (List<Integer> tensors : layers) {
            shared.get(pattern.fragment(layer++, layers.size(), fragments)).addAll(tensors);
        }
        return shared;
    }

    /** How many there are. */
    public int size() {
        return fragments.size();
    }

    /** The layout of one fragment alone. */
    public FlatLayout layout(FlatLayout whole, int fragment) {
        List<FlatLayout.Entry> entries =
                fragments.get(fragment).stream().map(whole.entries()::get).toList();
        return FlatLayout.of(
                entries.stream().map(FlatLayout.Entry::name).toList(),
                entries.stream().map(FlatLayout.Entry::shape).toList());
    }
}
