package io.gossamer.model.data.file;

import io.gossamer.model.data.ImageSet;

/** The two parts of an image data set; both have the same sizes and number of classes. */
public record LabelledImages(ImageSet training, ImageSet test) {}
