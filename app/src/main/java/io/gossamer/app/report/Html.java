package io.gossamer.app.report;

import java.util.Base64;

/** Builds HTML. Text is escaped here and nowhere else, so nothing from a run can become markup. */
final class Html {
    private final StringBuilder text = new StringBuilder();

    /** Opens an element with a class; an empty class is left out. */
    Html open(String element, String cssClass) {
        text.append('<').append(element);
        if (!cssClass.isEmpty()) {
            text.append(" class=\"").append(escape(cssClass)).append('"');
        }
        text.append('>');
        return this;
    }

    /** Opens an element with an inline style made here, not from input. */
    Html openStyled(String element, String cssClass, String style) {
        text.append('<').append(element).append(" class=\"").append(escape(cssClass));
        text.append("\" style=\"").append(escape(style)).append("\">");
        return this;
    }

    Html close(String element) {
        text.append("</").append(element).append(">\n");
        return this;
    }

    Html text(String content) {
        text.append(escape(content));
        return this;
    }

    /** A whole element around text. */
    Html element(String element, String cssClass, String content) {
        return open(element, cssClass).text(content).close(element);
    }

    /** A mark without text that says {@code title} when pointed at; its style is made here, not from input. */
    Html titled(String cssClass, String style, String title) {
        text.append("<span class=\"")
                .append(escape(cssClass))
                .append("\" style=\"")
                .append(escape(style));
        text.append("\" title=\"").append(escape(title)).append("\"></span>\n");
        return this;
    }

    /** A picture within the page, not beside it. */
    Html picture(byte[] png, String alternative) {
        text.append("<img src=\"data:image/png;base64,")
                .append(Base64.getEncoder().encodeToString(png));
        text.append("\" alt=\"").append(escape(alternative)).append("\">\n");
        return this;
    }

    /** The style that sets the colour {@code --method} to that of the method with this index. */
    static String colour(int index) {
        return "--method:var(--m" + index % ReportPage.COLOURS + ")";
    }

    /** A swatch in the colour of the method with this index. */
    Html swatch(int index) {
        return openStyled("span", "swatch", "background:var(--m" + index % ReportPage.COLOURS + ")")
                .close("span");
    }

    @Override
    public String toString() {
        return text.toString();
    }

    static String escape(String content) {
        return content.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
