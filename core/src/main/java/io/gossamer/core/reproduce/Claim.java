package io.gossamer.core.reproduce;

/**
 * One claim of a paper and what became of it here.
 *
 * @param claim what is claimed, one line
 * @param paper the figure in the paper, with its setting
 * @param setting our setting: data, model, workers, seeds
 * @param measured what was measured
 * @param baseline what it was compared with, measured in the same run
 * @param bound the bound that decides, as text
 * @param holds whether the measured figure is within the bound
 */
public record Claim(
        String claim, String paper, String setting, String measured, String baseline, String bound, boolean holds) {}
