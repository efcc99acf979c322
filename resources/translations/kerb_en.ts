<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en">
<context>
    <name>CloudExport</name>
    <message numerus="yes">
        <source>%Ln point(s) in %1.</source>
        <translation>
            <numerusform>%Ln point in %1.</numerusform>
            <numerusform>%Ln points in %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportJob</name>
    <message numerus="yes">
        <source>%1 of %Ln frame(s) failed, the others are there</source>
        <translation>
            <numerusform>%1 of %Ln frame failed, the others are there</numerusform>
            <numerusform>%1 of %Ln frames failed, the others are there</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln frame(s) in %1, %2 of them were there already: %3.</source>
        <translation>
            <numerusform>%Ln frame in %1, %2 of them were there already: %3.</numerusform>
            <numerusform>%Ln frames in %1, %2 of them were there already: %3.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln frame(s) in %1: %2.</source>
        <translation>
            <numerusform>%Ln frame in %1: %2.</numerusform>
            <numerusform>%Ln frames in %1: %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pixel(s) beyond 255.99 m are missing in the PNG files; NumPy files keep them.</source>
        <translation>
            <numerusform>%Ln pixel beyond 255.99 m is missing in the PNG files; NumPy files keep it.</numerusform>
            <numerusform>%Ln pixels beyond 255.99 m are missing in the PNG files; NumPy files keep them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>kerb::CloudPanel</name>
    <message numerus="yes">
        <source>%Ln point(s)</source>
        <translation>
            <numerusform>%Ln point</numerusform>
            <numerusform>%Ln points</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln point(s)</source>
        <translation>
            <numerusform>%1 of %Ln point</numerusform>
            <numerusform>%1 of %Ln points</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln frame(s) collected</source>
        <translation>
            <numerusform>%Ln frame collected</numerusform>
            <numerusform>%Ln frames collected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>kerb::MainWindow</name>
    <message numerus="yes">
        <source>Opening %1: %Ln file(s)</source>
        <translation>
            <numerusform>Opening %1: %Ln file</numerusform>
            <numerusform>Opening %1: %Ln files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 ends early: %Ln frame(s) can be read.</source>
        <translation>
            <numerusform>%1 ends early: %Ln frame can be read.</numerusform>
            <numerusform>%1 ends early: %Ln frames can be read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more file(s) were dropped than are opened at once. A folder of images can be dropped as a whole.</source>
        <translation>
            <numerusform>%Ln more file was dropped than are opened at once. A folder of images can be dropped as a whole.</numerusform>
            <numerusform>%Ln more files were dropped than are opened at once. A folder of images can be dropped as a whole.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more source(s) were open in other windows.</source>
        <translation>
            <numerusform>%Ln more source was open in another window.</numerusform>
            <numerusform>%Ln more sources were open in other windows.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>kerb::SourcePanel</name>
    <message numerus="yes">
        <source>%Ln frame(s)</source>
        <translation>
            <numerusform>%Ln frame</numerusform>
            <numerusform>%Ln frames</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln frame(s)</source>
        <translation>
            <numerusform>about %Ln frame</numerusform>
            <numerusform>about %Ln frames</numerusform>
        </translation>
    </message>
</context>
</TS>
