<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name>Classes</name>
    <message>
        <source>road</source>
        <translation>Straße</translation>
    </message>
    <message>
        <source>sidewalk</source>
        <translation>Gehweg</translation>
    </message>
    <message>
        <source>building</source>
        <translation>Gebäude</translation>
    </message>
    <message>
        <source>wall</source>
        <translation>Mauer</translation>
    </message>
    <message>
        <source>fence</source>
        <translation>Zaun</translation>
    </message>
    <message>
        <source>pole</source>
        <translation>Mast</translation>
    </message>
    <message>
        <source>traffic light</source>
        <translation>Ampel</translation>
    </message>
    <message>
        <source>traffic sign</source>
        <translation>Verkehrszeichen</translation>
    </message>
    <message>
        <source>vegetation</source>
        <translation>Vegetation</translation>
    </message>
    <message>
        <source>terrain</source>
        <translation>Gelände</translation>
    </message>
    <message>
        <source>sky</source>
        <translation>Himmel</translation>
    </message>
    <message>
        <source>person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>rider</source>
        <translation>Zweiradfahrer</translation>
    </message>
    <message>
        <source>car</source>
        <translation>Auto</translation>
    </message>
    <message>
        <source>truck</source>
        <translation>Lkw</translation>
    </message>
    <message>
        <source>bus</source>
        <translation>Bus</translation>
    </message>
    <message>
        <source>train</source>
        <translation>Bahn</translation>
    </message>
    <message>
        <source>motorcycle</source>
        <translation>Motorrad</translation>
    </message>
    <message>
        <source>bicycle</source>
        <translation>Fahrrad</translation>
    </message>
    <message>
        <source>Sky</source>
        <translation>Himmel</translation>
    </message>
    <message>
        <source>Building</source>
        <translation>Gebäude</translation>
    </message>
    <message>
        <source>Pole</source>
        <translation>Mast</translation>
    </message>
    <message>
        <source>Road</source>
        <translation>Straße</translation>
    </message>
    <message>
        <source>Pavement</source>
        <translation>Gehweg</translation>
    </message>
    <message>
        <source>Tree</source>
        <translation>Baum</translation>
    </message>
    <message>
        <source>SignSymbol</source>
        <translation>Verkehrszeichen</translation>
    </message>
    <message>
        <source>Fence</source>
        <translation>Zaun</translation>
    </message>
    <message>
        <source>Car</source>
        <translation>Auto</translation>
    </message>
    <message>
        <source>Pedestrian</source>
        <translation>Fußgänger</translation>
    </message>
    <message>
        <source>Bicyclist</source>
        <translation>Radfahrer</translation>
    </message>
</context>
<context>
    <name>CloudExport</name>
    <message>
        <source>Export of the points</source>
        <translation>Export der Punkte</translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s) in %1.</source>
        <translation>
            <numerusform>%Ln Punkt in %1.</numerusform>
            <numerusform>%Ln Punkte in %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportJob</name>
    <message>
        <source>there is nothing to export: this method gave neither depth nor classes for this source</source>
        <translation>es gibt nichts zu exportieren: Das Verfahren lieferte für diese Quelle weder Tiefe noch Klassen</translation>
    </message>
    <message>
        <source>Choose another method in the panel Method</source>
        <translation>Wählen Sie im Bereich „Verfahren“ ein anderes</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln frame(s) failed, the others are there</source>
        <translation>
            <numerusform>%1 von %Ln Bild ist fehlgeschlagen</numerusform>
            <numerusform>%1 von %Ln Bildern sind fehlgeschlagen, die übrigen sind vorhanden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln frame(s) in %1, %2 of them were there already: %3.</source>
        <translation>
            <numerusform>%Ln Bild in %1, davon bereits vorhanden: %2. (%3)</numerusform>
            <numerusform>%Ln Bilder in %1, davon bereits vorhanden: %2. (%3)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln frame(s) in %1: %2.</source>
        <translation>
            <numerusform>%Ln Bild in %1: %2.</numerusform>
            <numerusform>%Ln Bilder in %1: %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pixel(s) beyond 255.99 m are missing in the PNG files; NumPy files keep them.</source>
        <translation>
            <numerusform>%Ln Pixel jenseits von 255,99 m fehlt in den PNG-Dateien; NumPy-Dateien behalten es.</numerusform>
            <numerusform>%Ln Pixel jenseits von 255,99 m fehlen in den PNG-Dateien; NumPy-Dateien behalten sie.</numerusform>
        </translation>
    </message>
    <message>
        <source>this method needs a trained model</source>
        <translation>dieses Verfahren braucht ein trainiertes Modell</translation>
    </message>
    <message>
        <source>Choose one in the panel Method</source>
        <translation>Wählen Sie eines im Bereich „Verfahren“</translation>
    </message>
    <message>
        <source>Export of %1</source>
        <translation>Export von %1</translation>
    </message>
    <message>
        <source>depth in %1</source>
        <translation>Tiefe in %1</translation>
    </message>
    <message>
        <source>classes in %1</source>
        <translation>Klassen in %1</translation>
    </message>
</context>
<context>
    <name>GlProbe</name>
    <message>
        <source>%1 could not be started</source>
        <translation>%1 ließ sich nicht starten</translation>
    </message>
    <message>
        <source>starting OpenGL fails</source>
        <translation>OpenGL lässt sich nicht starten</translation>
    </message>
</context>
<context>
    <name>Methods</name>
    <message>
        <source>Monodepth2</source>
        <translation>Monodepth2</translation>
    </message>
    <message>
        <source>Depth from one image, learnt from plain video: the baseline, fast, and many weights exist</source>
        <translation>Tiefe aus einem Bild, gelernt aus gewöhnlichem Video: das Grundverfahren, schnell, mit vielen verfügbaren Gewichten</translation>
    </message>
    <message>
        <source>Depth and semantics</source>
        <translation>Tiefe und Semantik</translation>
    </message>
    <message>
        <source>Depth and 19 classes from one image, learnt from labelled pictures: the starter model</source>
        <translation>Tiefe und 19 Klassen aus einem Bild, gelernt aus annotierten Bildern: das mitgelieferte Modell</translation>
    </message>
    <message>
        <source>Semi-global matching</source>
        <translation>Semi-Global Matching</translation>
    </message>
    <message>
        <source>Metric depth of stereo pairs by classical matching (OpenCV); needs no weights</source>
        <translation>Metrische Tiefe aus Stereopaaren durch klassische Zuordnung (OpenCV); braucht keine Gewichte</translation>
    </message>
    <message>
        <source>Ground truth</source>
        <translation>Ground Truth</translation>
    </message>
    <message>
        <source>Depth and labels that the source itself has (LiDAR, rendered, annotated); nothing is predicted</source>
        <translation>Tiefe und Labels, die die Quelle selbst hat (LiDAR, gerendert, annotiert); nichts wird vorhergesagt</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>layers of the ResNet encoder: 18 or 50</source>
        <translation>Schichten des ResNet-Encoders: 18 oder 50</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>width that images are resized to; weights bring their own</source>
        <translation>Breite, auf die Bilder skaliert werden; Gewichte bringen ihre eigene mit</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>height that images are resized to; weights bring their own</source>
        <translation>Höhe, auf die Bilder skaliert werden; Gewichte bringen ihre eigene mit</translation>
    </message>
    <message>
        <source>Min depth</source>
        <translation>Kleinste Tiefe</translation>
    </message>
    <message>
        <source>the nearest depth the network can say</source>
        <translation>die kleinste Tiefe, die das Netz ausgeben kann</translation>
    </message>
    <message>
        <source>the nearest depth the network can say, through KITTI&apos;s lens</source>
        <translation>die kleinste Tiefe, die das Netz ausgeben kann, durch KITTIs Objektiv</translation>
    </message>
    <message>
        <source>Max depth</source>
        <translation>Größte Tiefe</translation>
    </message>
    <message>
        <source>the farthest depth the network can say</source>
        <translation>die größte Tiefe, die das Netz ausgeben kann</translation>
    </message>
    <message>
        <source>the farthest depth the network can say; the sky&apos;s</source>
        <translation>die größte Tiefe, die das Netz ausgeben kann; die des Himmels</translation>
    </message>
    <message>
        <source>Use stereo</source>
        <translation>Stereo nutzen</translation>
    </message>
    <message>
        <source>trained with a stereo partner: depth is in metres</source>
        <translation>mit Stereopartner trainiert: Tiefe in Metern</translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation>Basis</translation>
    </message>
    <message>
        <source>metres between the cameras of the stereo pairs; training takes that of its data, KITTI&apos;s is 0.54</source>
        <translation>Meter zwischen den Kameras der Stereopaare; das Training nimmt die seiner Daten, bei KITTI 0,54</translation>
    </message>
    <message>
        <source>Pose network</source>
        <translation>Posennetz</translation>
    </message>
    <message>
        <source>with a network for motion; weights bring their own</source>
        <translation>mit einem Netz für die Bewegung; Gewichte bringen ihr eigenes mit</translation>
    </message>
    <message>
        <source>Semantic classes</source>
        <translation>Semantische Klassen</translation>
    </message>
    <message>
        <source>classes of the semantic head: 0 (none) or 19 (Cityscapes)</source>
        <translation>Klassen des semantischen Kopfs: 0 (keine) oder 19 (Cityscapes)</translation>
    </message>
    <message>
        <source>Max disparity</source>
        <translation>Größte Disparität</translation>
    </message>
    <message>
        <source>largest disparity that is searched; a multiple of 16</source>
        <translation>größte gesuchte Disparität; ein Vielfaches von 16</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>Block</translation>
    </message>
    <message>
        <source>side of the matched block; odd</source>
        <translation>Seitenlänge des verglichenen Blocks; ungerade</translation>
    </message>
    <message>
        <source>Uniqueness</source>
        <translation>Eindeutigkeit</translation>
    </message>
    <message>
        <source>by how much the best match must beat the next</source>
        <translation>um wie viel die beste Zuordnung die nächste übertreffen muss</translation>
    </message>
    <message>
        <source>Speckle</source>
        <translation>Flecken</translation>
    </message>
    <message>
        <source>smaller islands of disparity are dropped; 0 keeps them</source>
        <translation>kleinere Disparitätsinseln werden verworfen; 0 behält sie</translation>
    </message>
    <message>
        <source>Left right</source>
        <translation>Links-rechts</translation>
    </message>
    <message>
        <source>largest difference between both matching directions; -1 does not check</source>
        <translation>größter Unterschied zwischen beiden Suchrichtungen; -1 prüft nicht</translation>
    </message>
    <message>
        <source>m</source>
        <translation>m</translation>
    </message>
    <message>
        <source>px</source>
        <translation>px</translation>
    </message>
    <message>
        <source>%</source>
        <translation>%</translation>
    </message>
    <message>
        <source>ground truth of the source</source>
        <translation>Ground Truth der Quelle</translation>
    </message>
    <message>
        <source>monocular: right up to one factor</source>
        <translation>monokular: bis auf einen Faktor richtig</translation>
    </message>
    <message>
        <source>learnt in metres by a camera 1.65 m above the road, scaled by the focal length</source>
        <translation>in Metern gelernt mit einer Kamera 1,65 m über der Straße, mit der Brennweite skaliert</translation>
    </message>
    <message>
        <source>learnt in metres by a camera 1.65 m above the road; this camera&apos;s focal length is a guess</source>
        <translation>in Metern gelernt mit einer Kamera 1,65 m über der Straße; die Brennweite dieser Kamera ist geschätzt</translation>
    </message>
    <message>
        <source>no CUDA device found: using the CPU</source>
        <translation>Kein CUDA-Gerät gefunden: Die CPU wird verwendet</translation>
    </message>
    <message>
        <source>this CPU has no bfloat16 instructions: computed in float32</source>
        <translation>Diese CPU hat keine bfloat16-Befehle: Es wird in float32 gerechnet</translation>
    </message>
    <message>
        <source>scale as the method gives it: the frame has no ground truth</source>
        <translation>Maßstab wie vom Verfahren: das Bild hat keine Ground Truth</translation>
    </message>
    <message>
        <source>scale as the method gives it: no road was found in the frame</source>
        <translation>Maßstab wie vom Verfahren: im Bild wurde keine Straße gefunden</translation>
    </message>
    <message>
        <source>no frame t-%1: done without (there is none in its recording)</source>
        <translation>kein Bild t-%1: ohne dieses gerechnet (in seiner Aufnahme gibt es keines)</translation>
    </message>
    <message>
        <source>stereo baseline %1 m</source>
        <translation>Stereobasis %1 m</translation>
    </message>
    <message>
        <source>stereo baseline %1 m / %2</source>
        <translation>Stereobasis %1 m / %2</translation>
    </message>
    <message>
        <source>factor %1</source>
        <translation>Faktor %1</translation>
    </message>
    <message>
        <source>camera %1 m above the road</source>
        <translation>Kamera %1 m über der Straße</translation>
    </message>
    <message>
        <source>camera %1 m above the road, intrinsics are a guess</source>
        <translation>Kamera %1 m über der Straße, Intrinsik geschätzt</translation>
    </message>
    <message>
        <source>median of the ground truth</source>
        <translation>Median der Ground Truth</translation>
    </message>
    <message>
        <source>1/depth</source>
        <translation>1/Tiefe</translation>
    </message>
</context>
<context>
    <name>OverlayPainter</name>
    <message>
        <source>labels that are no map are not shown</source>
        <translation>Labels, die keine Karte sind, werden nicht gezeigt</translation>
    </message>
    <message>
        <source>labels of another size (%1 × %2) than the picture are not shown</source>
        <translation>Labels anderer Größe (%1 × %2) als das Bild werden nicht gezeigt</translation>
    </message>
</context>
<context>
    <name>Sources</name>
    <message>
        <source>video file</source>
        <translation>Videodatei</translation>
    </message>
    <message>
        <source>image folder</source>
        <translation>Bilderordner</translation>
    </message>
    <message>
        <source>CamVid (SegNet)</source>
        <translation>CamVid (SegNet)</translation>
    </message>
    <message>
        <source>Cityscapes</source>
        <translation>Cityscapes</translation>
    </message>
    <message>
        <source>KITTI depth selection</source>
        <translation>KITTI-Tiefenauswahl</translation>
    </message>
    <message>
        <source>KITTI odometry</source>
        <translation>KITTI-Odometrie</translation>
    </message>
    <message>
        <source>KITTI raw</source>
        <translation>KITTI-Rohdaten</translation>
    </message>
    <message>
        <source>KITTI semantics</source>
        <translation>KITTI-Semantik</translation>
    </message>
    <message>
        <source>Make3D</source>
        <translation>Make3D</translation>
    </message>
    <message>
        <source>Shard</source>
        <translation>Shard</translation>
    </message>
    <message>
        <source>Synthetic drive</source>
        <translation>Synthetische Fahrt</translation>
    </message>
    <message>
        <source>Virtual KITTI 1.3.1</source>
        <translation>Virtual KITTI 1.3.1</translation>
    </message>
    <message>
        <source>Virtual KITTI 2</source>
        <translation>Virtual KITTI 2</translation>
    </message>
    <message>
        <source>KITTI default (a guess)</source>
        <translation>KITTI-Vorgabe (geschätzt)</translation>
    </message>
    <message>
        <source>the synthetic drive&apos;s own</source>
        <translation>die der synthetischen Fahrt</translation>
    </message>
    <message>
        <source>grey images</source>
        <translation>Graubilder</translation>
    </message>
    <message>
        <source>depth is what a simulated 64-ring LiDAR measures</source>
        <translation>Tiefe ist, was ein simuliertes LiDAR mit 64 Ringen misst</translation>
    </message>
    <message>
        <source>labels are degraded on request</source>
        <translation>Labels sind auf Wunsch verschlechtert</translation>
    </message>
    <message>
        <source>mirrored left to right, as the file asks</source>
        <translation>seitenverkehrt gespiegelt, wie die Datei es verlangt</translation>
    </message>
    <message>
        <source>no usable times in the file: frame number / fps</source>
        <translation>keine brauchbaren Zeiten in der Datei: Bildnummer / fps</translation>
    </message>
    <message>
        <source>KITTI default (a guess), undistorted</source>
        <translation>KITTI-Vorgabe (geschätzt), entzerrt</translation>
    </message>
    <message>
        <source>turned clockwise by %1 degrees, as the file asks</source>
        <translation>um %1 Grad im Uhrzeigersinn gedreht, wie die Datei es verlangt</translation>
    </message>
    <message>
        <source>the file is cut short: %1 of its %2 frames are missing at the end</source>
        <translation>die Datei ist abgeschnitten: am Ende fehlen %1 von %2 Bildern</translation>
    </message>
    <message>
        <source>%1 frames could not be read when it was packed</source>
        <translation>beim Packen nicht lesbare Bilder: %1</translation>
    </message>
    <message>
        <source>%1 drives, one after the other</source>
        <translation>%1 Fahrten nacheinander</translation>
    </message>
    <message>
        <source>%1 sequences, one after the other</source>
        <translation>%1 Sequenzen nacheinander</translation>
    </message>
    <message>
        <source>stereo for %1 of %2 frames</source>
        <translation>Stereo für %1 von %2 Bildern</translation>
    </message>
    <message>
        <source>depth for %1 of %2 frames</source>
        <translation>Tiefe für %1 von %2 Bildern</translation>
    </message>
    <message>
        <source>LiDAR for %1 of %2 frames</source>
        <translation>LiDAR für %1 von %2 Bildern</translation>
    </message>
    <message>
        <source>improved depth for %1 of %2 frames</source>
        <translation>verbesserte Tiefe für %1 von %2 Bildern</translation>
    </message>
    <message>
        <source>labels for %1 of %2 frames</source>
        <translation>Labels für %1 von %2 Bildern</translation>
    </message>
    <message>
        <source>instances for %1 of %2 frames</source>
        <translation>Instanzen für %1 von %2 Bildern</translation>
    </message>
    <message>
        <source>flow for %1 of %2 frames</source>
        <translation>Fluss für %1 von %2 Bildern</translation>
    </message>
    <message>
        <source>poses for %1 of %2 frames</source>
        <translation>Posen für %1 von %2 Bildern</translation>
    </message>
</context>
<context>
    <name>WindowSettings</name>
    <message>
        <source>The settings could not be read, and were put aside as %1. Kerb starts with its defaults.</source>
        <translation>Die Einstellungen waren nicht lesbar und wurden als %1 beiseitegelegt. Kerb startet mit den Vorgaben.</translation>
    </message>
    <message>
        <source>The settings in %1 can be neither read nor replaced. Kerb starts with its defaults.</source>
        <translation>Die Einstellungen in %1 lassen sich weder lesen noch ersetzen. Kerb startet mit den Vorgaben.</translation>
    </message>
</context>
<context>
    <name>Workspaces</name>
    <message>
        <source>Inspect</source>
        <translation>Betrachten</translation>
    </message>
</context>
<context>
    <name>kerb::CameraEditor</name>
    <message>
        <source>Focal length</source>
        <translation>Brennweite</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>Bildhauptpunkt</translation>
    </message>
    <message>
        <source>Distortion</source>
        <translation>Verzeichnung</translation>
    </message>
    <message>
        <source>Focal length across, in pixels</source>
        <translation>Horizontale Brennweite in Pixeln</translation>
    </message>
    <message>
        <source>Focal length downwards, in pixels</source>
        <translation>Vertikale Brennweite in Pixeln</translation>
    </message>
    <message>
        <source>Where the optical axis meets the picture: pixels from the left</source>
        <translation>Wo die optische Achse das Bild trifft: Pixel von links</translation>
    </message>
    <message>
        <source>Where the optical axis meets the picture: pixels from the top</source>
        <translation>Wo die optische Achse das Bild trifft: Pixel von oben</translation>
    </message>
    <message>
        <source>4, 5 or 8 coefficients in OpenCV&apos;s order: k1 k2 p1 p2 k3 k4 k5 k6; empty: none</source>
        <translation>4, 5 oder 8 Koeffizienten in der Reihenfolge von OpenCV: k1 k2 p1 p2 k3 k4 k5 k6; leer: keine</translation>
    </message>
    <message>
        <source>Distortion coefficients</source>
        <translation>Verzeichnungskoeffizienten</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Straighten the pictures</source>
        <translation>Bilder entzerren</translation>
    </message>
    <message>
        <source>Shows and predicts pictures without the distortion of the lens</source>
        <translation>Bilder ohne die Verzeichnung des Objektivs zeigen und auswerten</translation>
    </message>
    <message>
        <source>From File…</source>
        <translation>Aus Datei…</translation>
    </message>
    <message>
        <source>A calibration as JSON, or as YAML of OpenCV or ROS. It can be dropped here too.</source>
        <translation>Eine Kalibrierung als JSON oder als YAML von OpenCV oder ROS. Sie lässt sich auch hierher ziehen.</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Back to what the source itself says about its camera</source>
        <translation>Zurück zu dem, was die Quelle selbst über ihre Kamera sagt</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>This file is for pictures of %1 × %2, these have %3 × %4: it may be of another camera.</source>
        <translation>Diese Datei gilt für Bilder von %1 × %2, diese haben %3 × %4: Sie ist vielleicht von einer anderen Kamera.</translation>
    </message>
    <message>
        <source>Scaled from pictures of %1 × %2.</source>
        <translation>Umgerechnet von Bildern mit %1 × %2.</translation>
    </message>
    <message>
        <source>Pictures can be straightened only with distortion coefficients.</source>
        <translation>Nur mit Verzeichnungskoeffizienten lassen sich Bilder entzerren.</translation>
    </message>
    <message>
        <source>Calibration File</source>
        <translation>Kalibrierungsdatei</translation>
    </message>
    <message>
        <source>Calibrations (*.json *.yaml *.yml)</source>
        <translation>Kalibrierungen (*.json *.yaml *.yml)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>A number is missing.</source>
        <translation>Eine Zahl fehlt.</translation>
    </message>
    <message>
        <source>“%1” is no number. Write it with a decimal point.</source>
        <translation>„%1“ ist keine Zahl. Schreiben Sie sie mit Dezimalpunkt.</translation>
    </message>
    <message>
        <source>A focal length must be larger than 0.</source>
        <translation>Eine Brennweite muss größer als 0 sein.</translation>
    </message>
    <message>
        <source>A focal length of %1 pixels is impossible. Is it in pixels?</source>
        <translation>Eine Brennweite von %1 Pixeln ist unmöglich. Ist sie in Pixeln angegeben?</translation>
    </message>
    <message>
        <source>%1 is far outside of the picture, which goes from 0 to %2.</source>
        <translation>%1 liegt weit außerhalb des Bildes, das von 0 bis %2 reicht.</translation>
    </message>
    <message>
        <source>Distortion has 4, 5 or 8 coefficients (k1 k2 p1 p2 k3 k4 k5 k6), not %1.</source>
        <translation>Die Verzeichnung hat 4, 5 oder 8 Koeffizienten (k1 k2 p1 p2 k3 k4 k5 k6), nicht %1.</translation>
    </message>
    <message>
        <source>&amp;Camera</source>
        <translation>&amp;Kamera</translation>
    </message>
    <message>
        <source>From &amp;File…</source>
        <translation>Aus &amp;Datei…</translation>
    </message>
    <message>
        <source>&amp;Straighten the Pictures</source>
        <translation>Bilder &amp;entzerren</translation>
    </message>
    <message>
        <source>&amp;Apply</source>
        <translation>&amp;Anwenden</translation>
    </message>
    <message>
        <source>&amp;Reset</source>
        <translation>&amp;Zurücksetzen</translation>
    </message>
</context>
<context>
    <name>kerb::ClassLegend</name>
    <message>
        <source>Opacity</source>
        <translation>Deckkraft</translation>
    </message>
    <message>
        <source>Show classes over the picture</source>
        <translation>Klassen über dem Bild zeigen</translation>
    </message>
    <message>
        <source>Contours</source>
        <translation>Konturen</translation>
    </message>
    <message>
        <source>Opacity of the classes</source>
        <translation>Deckkraft der Klassen</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <source>No classes here. They come from the source's labels, or from a method that predicts them.</source>
        <translation>Hier gibt es keine Klassen. Sie kommen aus den Labels der Quelle oder von einem Verfahren, das sie vorhersagt.</translation>
    </message>
    <message>
        <source>unlabelled</source>
        <translation>ohne Label</translation>
    </message>
    <message>
        <source>&amp;Over the Picture</source>
        <translation>Über dem &amp;Bild</translation>
    </message>
    <message>
        <source>&amp;Contours</source>
        <translation>&amp;Konturen</translation>
    </message>
    <message>
        <source>&amp;More Opaque</source>
        <translation>&amp;Deckender</translation>
    </message>
    <message>
        <source>&amp;Less Opaque</source>
        <translation>D&amp;urchsichtiger</translation>
    </message>
    <message>
        <source>Show &amp;All</source>
        <translation>&amp;Alle zeigen</translation>
    </message>
    <message>
        <source>&amp;Hide All</source>
        <translation>Alle &amp;verbergen</translation>
    </message>
    <message>
        <source>&amp;Reset All Colours</source>
        <translation>Alle Farben &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Ground Truth</source>
        <translation>Ground Truth</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>Vorhersage</translation>
    </message>
    <message>
        <source>Whose classes are shown</source>
        <translation>Wessen Klassen gezeigt werden</translation>
    </message>
    <message>
        <source>No classes are predicted: choose a method that gives some in the panel Method, and switch live depth on.</source>
        <translation>Es werden keine Klassen vorhergesagt: Wählen Sie im Bereich „Verfahren“ eines, das welche liefert, und schalten Sie die Live-Tiefe ein.</translation>
    </message>
    <message>
        <source>The source has no labels of its own.</source>
        <translation>Die Quelle hat keine eigenen Labels.</translation>
    </message>
    <message>
        <source>La&amp;bels</source>
        <translation>&amp;Labels</translation>
    </message>
</context>
<context>
    <name>kerb::CloudCanvas</name>
    <message>
        <source>Point cloud</source>
        <translation>Punktwolke</translation>
    </message>
    <message>
        <source>Drag turns, Shift+drag shifts, wheel zooms</source>
        <translation>Ziehen dreht, Umschalt+Ziehen verschiebt, das Mausrad zoomt</translation>
    </message>
</context>
<context>
    <name>kerb::CloudControls</name>
    <message>
        <source>Prediction</source>
        <translation>Vorhersage</translation>
    </message>
    <message>
        <source>Ground Truth</source>
        <translation>Ground Truth</translation>
    </message>
    <message>
        <source>Whose depth the points have</source>
        <translation>Wessen Tiefe die Punkte haben</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Colours of the points</source>
        <translation>Farben der Punkte</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Size of the points</source>
        <translation>Größe der Punkte</translation>
    </message>
    <message>
        <source>All distances</source>
        <translation>Alle Entfernungen</translation>
    </message>
    <message>
        <source>up to </source>
        <translation>bis </translation>
    </message>
    <message>
        <source>Points farther away are left out</source>
        <translation>Weiter entfernte Punkte werden weggelassen</translation>
    </message>
    <message>
        <source>Largest distance of the points</source>
        <translation>Größte Entfernung der Punkte</translation>
    </message>
    <message>
        <source>View of the point cloud</source>
        <translation>Blick auf die Punktwolke</translation>
    </message>
    <message>
        <source>From the &amp;Camera</source>
        <translation>Von der &amp;Kamera aus</translation>
    </message>
    <message>
        <source>Look from where the picture was taken</source>
        <translation>Blick vom Ort der Aufnahme</translation>
    </message>
    <message>
        <source>From &amp;Behind</source>
        <translation>Von &amp;hinten</translation>
    </message>
    <message>
        <source>Look over the camera&apos;s shoulder</source>
        <translation>Blick über die Schulter der Kamera</translation>
    </message>
    <message>
        <source>From the &amp;Side</source>
        <translation>Von der &amp;Seite</translation>
    </message>
    <message>
        <source>Look from the right</source>
        <translation>Blick von rechts</translation>
    </message>
    <message>
        <source>From &amp;Above</source>
        <translation>Von &amp;oben</translation>
    </message>
    <message>
        <source>Look straight down</source>
        <translation>Blick senkrecht nach unten</translation>
    </message>
    <message>
        <source>Sa&amp;ve This View</source>
        <translation>Blick &amp;merken</translation>
    </message>
    <message>
        <source>Remember from where the points are looked at</source>
        <translation>Merken, von wo aus die Punkte betrachtet werden</translation>
    </message>
    <message>
        <source>Go to the saved view</source>
        <translation>Zum gemerkten Blick wechseln</translation>
    </message>
    <message>
        <source>&amp;Reset View</source>
        <translation>Blick &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>Go back to the view of the start</source>
        <translation>Zurück zum Blick vom Anfang</translation>
    </message>
    <message>
        <source>Show the Ca&amp;mera</source>
        <translation>K&amp;amera anzeigen</translation>
    </message>
    <message>
        <source>Show where the camera is, with its picture</source>
        <translation>Zeigt, wo die Kamera steht, mit ihrem Bild</translation>
    </message>
    <message>
        <source>E&amp;xport Points…</source>
        <translation>Punkte &amp;exportieren…</translation>
    </message>
    <message>
        <source>Write the points that are shown as PLY or PCD</source>
        <translation>Die gezeigten Punkte als PLY oder PCD schreiben</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>Remove &amp;Edges</source>
        <translation>Kanten &amp;weglassen</translation>
    </message>
    <message>
        <source>Leave out the points that hang between an object and what is behind it</source>
        <translation>Punkte weglassen, die zwischen einem Objekt und dem Dahinterliegenden hängen</translation>
    </message>
    <message>
        <source>Collect &amp;Frames</source>
        <translation>&amp;Bilder sammeln</translation>
    </message>
    <message>
        <source>&amp;Without Moving Things</source>
        <translation>Ohne bewegte Ob&amp;jekte</translation>
    </message>
    <message>
        <source>Of earlier frames people and vehicles are left out</source>
        <translation>Von früheren Bildern werden Menschen und Fahrzeuge weggelassen</translation>
    </message>
    <message>
        <source> m</source>
        <translation> m</translation>
    </message>
    <message>
        <source>Keep the points of earlier frames: up to 10 million, the oldest leave</source>
        <translation>Punkte früherer Bilder behalten: bis zu 10 Millionen, die ältesten fallen weg</translation>
    </message>
    <message>
        <source>Collecting frames needs a source with known poses, and depth in metres</source>
        <translation>Bilder zu sammeln erfordert eine Quelle mit bekannten Posen und Tiefe in Metern</translation>
    </message>
    <message>
        <source>Save&amp;d View</source>
        <translation>&amp;Gemerkter Blick</translation>
    </message>
    <message>
        <source>Fit All Poi&amp;nts</source>
        <translation>Alle P&amp;unkte zeigen</translation>
    </message>
    <message>
        <source>Go back or nearer until the points are seen, but for the few far outside</source>
        <translation>So weit zurück oder heran, dass die Punkte zu sehen sind, bis auf die wenigen weit außerhalb</translation>
    </message>
    <message>
        <source>De&amp;pth of the Points</source>
        <translation>&amp;Tiefe der Punkte</translation>
    </message>
    <message>
        <source>Colo&amp;urs of the Points</source>
        <translation>&amp;Farben der Punkte</translation>
    </message>
    <message>
        <source>&amp;Larger Points</source>
        <translation>Größere &amp;Punkte</translation>
    </message>
    <message>
        <source>Smaller Poin&amp;ts</source>
        <translation>K&amp;leinere Punkte</translation>
    </message>
    <message>
        <source>&amp;Greater Distance</source>
        <translation>Größere E&amp;ntfernung</translation>
    </message>
    <message>
        <source>Smaller D&amp;istance</source>
        <translation>Kleinere Entfe&amp;rnung</translation>
    </message>
    <message>
        <source>&amp;Zoom In on the Points</source>
        <translation>Punkte &amp;vergrößern</translation>
    </message>
    <message>
        <source>Go nearer, as the wheel does</source>
        <translation>Näher heran, wie mit dem Mausrad</translation>
    </message>
    <message>
        <source>Zoom &amp;Out from the Points</source>
        <translation>Punkte verkle&amp;inern</translation>
    </message>
    <message>
        <source>Go farther away, as the wheel does</source>
        <translation>Weiter weg, wie mit dem Mausrad</translation>
    </message>
    <message>
        <source>&amp;Left</source>
        <translation>Nach &amp;links</translation>
    </message>
    <message>
        <source>&amp;Right</source>
        <translation>Nach &amp;rechts</translation>
    </message>
    <message>
        <source>&amp;Up</source>
        <translation>Nach &amp;oben</translation>
    </message>
    <message>
        <source>&amp;Down</source>
        <translation>Nach &amp;unten</translation>
    </message>
    <message>
        <source>Turn the Points</source>
        <translation>Punkte drehen</translation>
    </message>
    <message>
        <source>S&amp;hift the Points</source>
        <translation>Punkte vers&amp;chieben</translation>
    </message>
</context>
<context>
    <name>kerb::CloudPanel</name>
    <message>
        <source>Export Points</source>
        <translation>Punkte exportieren</translation>
    </message>
    <message>
        <source>PLY (*.ply)</source>
        <translation>PLY (*.ply)</translation>
    </message>
    <message>
        <source>PCD (*.pcd)</source>
        <translation>PCD (*.pcd)</translation>
    </message>
    <message>
        <source>m</source>
        <translation>m</translation>
    </message>
    <message>
        <source>relative</source>
        <translation>relativ</translation>
    </message>
    <message>
        <source>No OpenGL</source>
        <translation>Kein OpenGL</translation>
    </message>
    <message>
        <source>The point cloud needs OpenGL on an X display: %1. Everything else works, and kerb inspect writes point clouds without it.</source>
        <translation>Die Punktwolke braucht OpenGL auf einer X-Anzeige: %1. Alles andere funktioniert, und kerb inspect schreibt Punktwolken auch ohne.</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>OpenGL gets ready.</source>
        <translation>OpenGL wird vorbereitet.</translation>
    </message>
    <message>
        <source>No points yet</source>
        <translation>Noch keine Punkte</translation>
    </message>
    <message>
        <source>They will be here in a moment.</source>
        <translation>Sie erscheinen gleich.</translation>
    </message>
    <message>
        <source>They come with the depth: choose a method in the panel Method, and switch live depth on.</source>
        <translation>Sie entstehen aus der Tiefe: Wählen Sie im Bereich „Verfahren“ ein Verfahren und schalten Sie die Live-Tiefe ein.</translation>
    </message>
    <message>
        <source>this frame has no depth</source>
        <translation>dieses Bild hat keine Tiefe</translation>
    </message>
    <message>
        <source>Not every frame of this source has depth.</source>
        <translation>Nicht jedes Bild dieser Quelle hat eine Tiefe.</translation>
    </message>
    <message>
        <source>No points in this frame</source>
        <translation>Keine Punkte in diesem Bild</translation>
    </message>
    <message>
        <source>The method gives it no depth: choose another one in the panel Method.</source>
        <translation>Das Verfahren liefert für das Bild keine Tiefe: Wählen Sie im Bereich „Verfahren“ ein anderes.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s)</source>
        <translation>
            <numerusform>%Ln Punkt</numerusform>
            <numerusform>%Ln Punkte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln point(s)</source>
        <translation>
            <numerusform>%1 von %Ln Punkt</numerusform>
            <numerusform>%1 von %Ln Punkten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln frame(s) collected</source>
        <translation>
            <numerusform>%Ln Bild gesammelt</numerusform>
            <numerusform>%Ln Bilder gesammelt</numerusform>
        </translation>
    </message>
    <message>
        <source>relative: right up to one factor</source>
        <translation>relativ: bis auf einen Faktor richtig</translation>
    </message>
    <message>
        <source>no ground truth in this frame: prediction</source>
        <translation>in diesem Bild keine Ground Truth: Vorhersage</translation>
    </message>
    <message>
        <source>no predicted depth in this frame: ground truth</source>
        <translation>in diesem Bild keine vorhergesagte Tiefe: Ground Truth</translation>
    </message>
    <message>
        <source>no predicted classes: ground truth</source>
        <translation>keine vorhergesagten Klassen: Ground Truth</translation>
    </message>
    <message>
        <source>no classes in this frame: picture colours</source>
        <translation>in diesem Bild keine Klassen: Farben des Bildes</translation>
    </message>
    <message>
        <source>no known error in this frame: picture colours</source>
        <translation>in diesem Bild kein bekannter Fehler: Farben des Bildes</translation>
    </message>
    <message>
        <source>the camera is a guess</source>
        <translation>die Kamera ist geschätzt</translation>
    </message>
</context>
<context>
    <name>kerb::ColourBar</name>
    <message>
        <source>Colour bar</source>
        <translation>Farbskala</translation>
    </message>
    <message>
        <source>relative</source>
        <translation>relativ</translation>
    </message>
</context>
<context>
    <name>kerb::DepthView</name>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>Turbo</source>
        <translation>Turbo</translation>
    </message>
    <message>
        <source>Magma</source>
        <translation>Magma</translation>
    </message>
    <message>
        <source>Viridis</source>
        <translation>Viridis</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Inverse</source>
        <translation>Invers</translation>
    </message>
    <message>
        <source>Logarithmic</source>
        <translation>Logarithmisch</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>Linear</translation>
    </message>
    <message>
        <source>How depth becomes colour: inverse gives near things most of the colours</source>
        <translation>Wie Tiefe zu Farbe wird: Invers gibt nahen Dingen die meisten Farben</translation>
    </message>
    <message>
        <source>Range follows</source>
        <translation>Bereich folgt</translation>
    </message>
    <message>
        <source>Range locked</source>
        <translation>Bereich fest</translation>
    </message>
    <message>
        <source>Range by hand</source>
        <translation>Bereich von Hand</translation>
    </message>
    <message>
        <source>Follows: 5th to 95th percentile of the depth, smoothed over time</source>
        <translation>Folgt: 5. bis 95. Perzentil der Tiefe, zeitlich geglättet</translation>
    </message>
    <message>
        <source>Depth of the near end of the colours</source>
        <translation>Tiefe am nahen Ende der Farben</translation>
    </message>
    <message>
        <source>Depth of the far end of the colours</source>
        <translation>Tiefe am fernen Ende der Farben</translation>
    </message>
    <message>
        <source>No depth in this frame</source>
        <translation>Keine Tiefe in diesem Bild</translation>
    </message>
    <message>
        <source>The method gives none for it.</source>
        <translation>Das Verfahren liefert keine.</translation>
    </message>
    <message>
        <source>no pixel of this frame has depth</source>
        <translation>kein Pixel dieses Bildes hat Tiefe</translation>
    </message>
    <message>
        <source>relative: right up to one factor</source>
        <translation>relativ: bis auf einen Faktor richtig</translation>
    </message>
    <message>
        <source>m</source>
        <translation>m</translation>
    </message>
    <message>
        <source>relative</source>
        <translation>relativ</translation>
    </message>
    <message>
        <source>no depth</source>
        <translation>keine Tiefe</translation>
    </message>
    <message>
        <source>%1 relative</source>
        <translation>%1 relativ</translation>
    </message>
    <message>
        <source>%1 m</source>
        <translation>%1 m</translation>
    </message>
    <message>
        <source>disparity %1 %2</source>
        <translation>Disparität %1 %2</translation>
    </message>
    <message>
        <source>%1 · the camera is a guess</source>
        <translation>%1 · die Kamera ist geschätzt</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>Fa&amp;rben</translation>
    </message>
    <message>
        <source>&amp;Scaling</source>
        <translation>&amp;Skalierung</translation>
    </message>
    <message>
        <source>Ra&amp;nge of the Colours</source>
        <translation>Farb&amp;bereich</translation>
    </message>
</context>
<context>
    <name>kerb::ExportDialog</name>
    <message>
        <source>&amp;Depth, 16-bit PNG</source>
        <translation>&amp;Tiefe, 16-Bit-PNG</translation>
    </message>
    <message>
        <source>Depth, &amp;NumPy</source>
        <translation>Tiefe, &amp;NumPy</translation>
    </message>
    <message>
        <source>D&amp;isparity, NumPy</source>
        <translation>D&amp;isparität, NumPy</translation>
    </message>
    <message>
        <source>Depth in &amp;colours</source>
        <translation>Tiefe in &amp;Farben</translation>
    </message>
    <message>
        <source>C&amp;lasses, PNG</source>
        <translation>&amp;Klassen, PNG</translation>
    </message>
    <message>
        <source>Classes over the &amp;picture</source>
        <translation>Klassen über dem &amp;Bild</translation>
    </message>
    <message>
        <source>P&amp;oint clouds, PLY</source>
        <translation>&amp;Punktwolken, PLY</translation>
    </message>
    <message>
        <source>Points of all frames, PL&amp;Y</source>
        <translation>Punkte aller Bilder, PL&amp;Y</translation>
    </message>
    <message>
        <source>&amp;Video, MP4</source>
        <translation>&amp;Video, MP4</translation>
    </message>
    <message>
        <source>&amp;Trajectory</source>
        <translation>T&amp;rajektorie</translation>
    </message>
    <message>
        <source>Metres times 256, as KITTI&apos;s; 0 where there is none</source>
        <translation>Meter mal 256 wie bei KITTI; 0, wo es keine gibt</translation>
    </message>
    <message>
        <source>32-bit numbers, without a limit of distance</source>
        <translation>32-Bit-Zahlen ohne Grenze der Entfernung</translation>
    </message>
    <message>
        <source>At the method&apos;s own size</source>
        <translation>In der Größe des Verfahrens</translation>
    </message>
    <message>
        <source>In the colours of the panel Depth</source>
        <translation>In den Farben des Bereichs „Tiefe“</translation>
    </message>
    <message>
        <source>Class numbers as grey, 255 where there is no class</source>
        <translation>Klassennummern als Grauwerte, 255 ohne Klasse</translation>
    </message>
    <message>
        <source>Where there are no classes: measured depth as points</source>
        <translation>Wo es keine Klassen gibt: gemessene Tiefe als Punkte</translation>
    </message>
    <message>
        <source>One every 10 frames, with colours and classes; edges as in the panel Point Cloud, up to its distance or 80 m</source>
        <translation>Eine alle 10 Bilder, mit Farben und Klassen; Kanten wie im Bereich Punktwolke, bis zu dessen Entfernung oder 80 m</translation>
    </message>
    <message>
        <source>In one cloud, where the poses of the camera are known</source>
        <translation>In einer Wolke, wo die Posen der Kamera bekannt sind</translation>
    </message>
    <message>
        <source>The picture above its depth; brings both kinds of coloured pictures along</source>
        <translation>Das Bild über seiner Tiefe; bringt beide Arten farbiger Bilder mit</translation>
    </message>
    <message>
        <source>Poses of the source and of the method, as KITTI and TUM</source>
        <translation>Posen der Quelle und des Verfahrens als KITTI und TUM</translation>
    </message>
    <message>
        <source>Export of %1</source>
        <translation>Export von %1</translation>
    </message>
    <message>
        <source>&amp;Folder</source>
        <translation>&amp;Ordner</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Depth by</source>
        <translation>Tiefe von</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>&amp;Exportieren</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>C&amp;hoose…</source>
        <translation>&amp;Auswählen…</translation>
    </message>
    <message>
        <source>&amp;All %1</source>
        <translation>A&amp;lle %1</translation>
    </message>
    <message>
        <source>Only what is played: %1 to %2</source>
        <translation>Nur die Auswahl: %1 bis %2</translation>
    </message>
    <message>
        <source>Only what is played</source>
        <translation>Nur die Auswahl</translation>
    </message>
    <message>
        <source>The range that the keys I and O set</source>
        <translation>Der Bereich, den die Tasten I und O setzen</translation>
    </message>
    <message>
        <source>Folder to Write To</source>
        <translation>Zielordner</translation>
    </message>
    <message>
        <source>Choose a folder.</source>
        <translation>Wählen Sie einen Ordner.</translation>
    </message>
    <message>
        <source>Choose at least one thing to write.</source>
        <translation>Wählen Sie mindestens eine Ausgabe.</translation>
    </message>
    <message>
        <source>An export that was stopped goes on in the same folder.</source>
        <translation>Ein abgebrochener Export wird im selben Ordner fortgesetzt.</translation>
    </message>
</context>
<context>
    <name>kerb::JobRow</name>
    <message>
        <source>Stop this job</source>
        <translation>Diesen Auftrag anhalten</translation>
    </message>
    <message>
        <source>Remove from the list; files stay</source>
        <translation>Aus der Liste entfernen; Dateien bleiben</translation>
    </message>
    <message>
        <source>Open Folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Progress of %1</source>
        <translation>Fortschritt von %1</translation>
    </message>
    <message>
        <source>Go On</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Writes only what is not there yet</source>
        <translation>Schreibt nur, was noch fehlt</translation>
    </message>
</context>
<context>
    <name>kerb::JobsPanel</name>
    <message>
        <source>&amp;Stop the Job</source>
        <translation>Auftrag &amp;anhalten</translation>
    </message>
    <message>
        <source>&amp;Go On or Try Again</source>
        <translation>&amp;Fortsetzen oder noch einmal versuchen</translation>
    </message>
    <message>
        <source>&amp;Open the Folder of the Last Job</source>
        <translation>&amp;Ordner des letzten Auftrags öffnen</translation>
    </message>
    <message>
        <source>&amp;Remove What Has Ended; Files Stay</source>
        <translation>&amp;Beendete entfernen; Dateien bleiben</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird angehalten…</translation>
    </message>
    <message>
        <source>Working…</source>
        <translation>In Arbeit…</translation>
    </message>
    <message>
        <source>video</source>
        <translation>Video</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 a second</source>
        <translation>%1 pro Sekunde</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>Waits for the jobs before it.</source>
        <translation>Wartet auf die Aufträge davor.</translation>
    </message>
    <message>
        <source>Failed: %1</source>
        <translation>Fehlgeschlagen: %1</translation>
    </message>
    <message>
        <source>Stopped. What is written stays, and it can go on from there.</source>
        <translation>Angehalten. Geschriebenes bleibt und wird beim Fortsetzen weitergeführt.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>No jobs. File &gt; Export… writes depth, classes, point clouds and a video of what is open; how far that is, is shown here.</source>
        <translation>Keine Aufträge. Datei &gt; Exportieren… schreibt Tiefe, Klassen, Punktwolken und ein Video der offenen Quelle; der Fortschritt steht hier.</translation>
    </message>
</context>
<context>
    <name>kerb::MainWindow</name>
    <message>
        <source>Player</source>
        <translation>Wiedergabe</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Point Cloud</source>
        <translation>Punktwolke</translation>
    </message>
    <message>
        <source>&amp;Jobs</source>
        <translation>Auft&amp;räge</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message numerus="yes">
        <source>Opening %1: %Ln file(s)</source>
        <translation>
            <numerusform>%1 wird geöffnet: %Ln Datei</numerusform>
            <numerusform>%1 wird geöffnet: %Ln Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>%1 wird geöffnet</translation>
    </message>
    <message>
        <source>Could not open</source>
        <translation>Öffnen fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1 – Kerb</source>
        <translation>%1 – Kerb</translation>
    </message>
    <message>
        <source>Kerb</source>
        <translation>Kerb</translation>
    </message>
    <message>
        <source>Open Folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>No program shows folders here. The files are in %1.</source>
        <translation>Kein Programm kann hier Ordner anzeigen. Die Dateien liegen in %1.</translation>
    </message>
    <message>
        <source>Frame %1</source>
        <translation>Bild %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 ends early: %Ln frame(s) can be read.</source>
        <translation>
            <numerusform>%1 endet vorzeitig: Nur %Ln Bild ist lesbar.</numerusform>
            <numerusform>%1 endet vorzeitig: Nur %Ln Bilder sind lesbar.</numerusform>
        </translation>
    </message>
    <message>
        <source>Depth of frame %1</source>
        <translation>Tiefe von Bild %1</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>Wird geladen</translation>
    </message>
    <message>
        <source>The method gets ready.</source>
        <translation>Das Verfahren wird vorbereitet.</translation>
    </message>
    <message>
        <source>No depth</source>
        <translation>Keine Tiefe</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>Wird berechnet</translation>
    </message>
    <message>
        <source>The first depth will be here in a moment.</source>
        <translation>Die erste Tiefe erscheint gleich.</translation>
    </message>
    <message>
        <source>Live depth is off</source>
        <translation>Live-Tiefe ist ausgeschaltet</translation>
    </message>
    <message>
        <source>One camera without depth of its own needs a trained model. Choose one in the panel Method, then switch live depth on.</source>
        <translation>Eine einzelne Kamera ohne eigene Tiefe braucht ein trainiertes Modell. Wählen Sie eines im Bereich „Verfahren“ und schalten Sie dann die Live-Tiefe ein.</translation>
    </message>
    <message>
        <source>Switch it on in the panel Method.</source>
        <translation>Einschalten im Bereich „Verfahren“.</translation>
    </message>
    <message>
        <source>%1 of %2 fps</source>
        <translation>%1 von %2 fps</translation>
    </message>
    <message>
        <source>left out: %1</source>
        <translation>ausgelassen: %1</translation>
    </message>
    <message>
        <source>%1 ms · left out: %2</source>
        <translation>%1 ms · ausgelassen: %2</translation>
    </message>
    <message>
        <source>depth of frame %1</source>
        <translation>Tiefe von Bild %1</translation>
    </message>
    <message>
        <source>Open Again</source>
        <translation>Wieder öffnen</translation>
    </message>
    <message>
        <source>Open &amp;File…</source>
        <translation>&amp;Datei öffnen…</translation>
    </message>
    <message>
        <source>Open F&amp;older or Data Set…</source>
        <translation>&amp;Ordner oder Datensatz öffnen…</translation>
    </message>
    <message>
        <source>&amp;Synthetic Drive</source>
        <translation>&amp;Synthetische Fahrt</translation>
    </message>
    <message>
        <source>A street that Kerb renders itself, with exact depth and classes</source>
        <translation>Eine Straße, die Kerb selbst rendert, mit exakter Tiefe und exakten Klassen</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exportieren…</translation>
    </message>
    <message>
        <source>Depth, classes, point clouds and a video of what is open, as files</source>
        <translation>Tiefe, Klassen, Punktwolken und ein Video der offenen Quelle als Dateien</translation>
    </message>
    <message>
        <source>&amp;Measurements over the Pictures</source>
        <translation>&amp;Messwerte über den Bildern</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>&amp;Wiedergabe</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;About Kerb</source>
        <translation>Ü&amp;ber Kerb</translation>
    </message>
    <message>
        <source>About &amp;Qt</source>
        <translation>Über &amp;Qt</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>&amp;Einpassen</translation>
    </message>
    <message>
        <source>&amp;Actual Pixels</source>
        <translation>&amp;Originalgröße</translation>
    </message>
    <message>
        <source>Zoom &amp;In</source>
        <translation>Ver&amp;größern</translation>
    </message>
    <message>
        <source>Zoom &amp;Out</source>
        <translation>Ve&amp;rkleinern</translation>
    </message>
    <message>
        <source>F&amp;ull Screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>Erscheinungs&amp;bild</translation>
    </message>
    <message>
        <source>As the &amp;System</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>S&amp;prache</translation>
    </message>
    <message>
        <source>&amp;Depth</source>
        <translation>&amp;Tiefe</translation>
    </message>
    <message>
        <source>&amp;Live Depth</source>
        <translation>&amp;Live-Tiefe</translation>
    </message>
    <message>
        <source>Lock the &amp;Range of the Colours</source>
        <translation>&amp;Farbbereich festhalten</translation>
    </message>
    <message>
        <source>Point &amp;Cloud</source>
        <translation>&amp;Punktwolke</translation>
    </message>
    <message>
        <source>&amp;Forget These</source>
        <translation>Liste &amp;leeren</translation>
    </message>
    <message>
        <source>Open a Video or an Image</source>
        <translation>Video oder Bild öffnen</translation>
    </message>
    <message>
        <source>Open a Folder of Images or a Data Set</source>
        <translation>Bilderordner oder Datensatz öffnen</translation>
    </message>
    <message>
        <source>Keyboard Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>About Kerb</source>
        <translation>Über Kerb</translation>
    </message>
    <message>
        <source>Kerb %1</source>
        <translation>Kerb %1</translation>
    </message>
    <message>
        <source>Depth and semantics of driving video.

Free software under the GNU General Public License, version 3 or later, without any warranty.</source>
        <translation>Tiefe und Semantik von Fahrvideos.

Freie Software unter der GNU General Public License, Version 3 oder später, ohne jede Gewährleistung.</translation>
    </message>
    <message>
        <source>window: 99 % within %1 ms, longest %2 ms</source>
        <translation>Fenster: 99 % binnen %1 ms, längste %2 ms</translation>
    </message>
    <message>
        <source>&amp;Latency of the Window</source>
        <translation>&amp;Latenz des Fensters</translation>
    </message>
    <message>
        <source>&amp;Change Shortcuts…</source>
        <translation>Tastenkürzel ä&amp;ndern…</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>Aktionen und ihre Tasten</translation>
    </message>
    <message>
        <source>C&amp;hange…</source>
        <translation>Ä&amp;ndern…</translation>
    </message>
    <message>
        <source>The camera that was set for this source</source>
        <translation>Die Kamera, die für diese Quelle gesetzt wurde</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>A&amp;verage over a Region</source>
        <translation>M&amp;ittelwert einer Region</translation>
    </message>
    <message>
        <source>Draw a rectangle over a picture: depth and classes in it. Shift and drag does the same; a click or Esc removes it.</source>
        <translation>Ein Rechteck über ein Bild ziehen: Tiefe und Klassen darin. Ziehen mit Umschalt tut dasselbe; ein Klick oder Esc entfernt es.</translation>
    </message>
    <message>
        <source>&amp;Workspace</source>
        <translation>&amp;Arbeitsbereich</translation>
    </message>
    <message>
        <source>The workspace “%1” was deleted.</source>
        <translation>Der Arbeitsbereich „%1“ wurde gelöscht.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>The method of this source</source>
        <translation>Die Methode dieser Quelle</translation>
    </message>
    <message>
        <source>The model that was used last</source>
        <translation>Das zuletzt benutzte Modell</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more file(s) were dropped than are opened at once. A folder of images can be dropped as a whole.</source>
        <translation>
            <numerusform>Es wurde %Ln Datei mehr abgelegt, als auf einmal geöffnet wird. Ein Ordner mit Bildern lässt sich als Ganzes ablegen.</numerusform>
            <numerusform>Es wurden %Ln Dateien mehr abgelegt, als auf einmal geöffnet werden. Ein Ordner mit Bildern lässt sich als Ganzes ablegen.</numerusform>
        </translation>
    </message>
    <message>
        <source>What Kerb remembers cannot be written to %1: %2. Unless that changes, it is lost when the window is closed: make the folder writable, or free some space.</source>
        <translation>Was Kerb sich merkt, lässt sich nicht in %1 schreiben: %2. Bleibt es dabei, ist es verloren, sobald das Fenster geschlossen wird: Machen Sie den Ordner beschreibbar oder schaffen Sie Platz.</translation>
    </message>
    <message>
        <source>Kerb could not be started once more. Not opened: %1. It may lack memory: close something, then open it again.</source>
        <translation>Kerb ließ sich nicht noch einmal starten. Nicht geöffnet: %1. Vielleicht fehlt Speicher: Schließen Sie etwas und öffnen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>Kerb was not closed properly last time.</source>
        <translation>Kerb wurde zuletzt nicht ordnungsgemäß beendet.</translation>
    </message>
    <message>
        <source>%1 was open at frame %2.</source>
        <translation>%1 war bei Bild %2 geöffnet.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more source(s) were open in other windows.</source>
        <translation>
            <numerusform>%Ln weitere Quelle war in einem anderen Fenster geöffnet.</numerusform>
            <numerusform>%Ln weitere Quellen waren in anderen Fenstern geöffnet.</numerusform>
        </translation>
    </message>
    <message>
        <source>What is known of the crash is in %1.</source>
        <translation>Was über den Absturz bekannt ist, steht in %1.</translation>
    </message>
    <message>
        <source>Cl&amp;asses</source>
        <translation>&amp;Klassen</translation>
    </message>
    <message>
        <source>&amp;Source</source>
        <translation>&amp;Quelle</translation>
    </message>
    <message>
        <source>Reset &amp;All Settings…</source>
        <translation>&amp;Alle Einstellungen zurücksetzen…</translation>
    </message>
    <message>
        <source>Reset All Settings</source>
        <translation>Alle Einstellungen zurücksetzen</translation>
    </message>
    <message>
        <source>Reset all that was set?</source>
        <translation>Alles zurücksetzen, was eingestellt wurde?</translation>
    </message>
    <message>
        <source>Window, panels, theme, colours, points, keys, and what was set for each source go back to how they came. What was opened before, saved workspaces, models and the language stay.</source>
        <translation>Fenster, Bereiche, Erscheinungsbild, Farben, Punkte, Tasten und was für einzelne Quellen eingestellt wurde, sind wieder wie am Anfang. Was schon geöffnet war, gespeicherte Arbeitsbereiche, Modelle und die Sprache bleiben.</translation>
    </message>
    <message>
        <source>&amp;Reset</source>
        <translation>&amp;Zurücksetzen</translation>
    </message>
</context>
<context>
    <name>kerb::MessageBar</name>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Dismiss the message</source>
        <translation>Meldung schließen</translation>
    </message>
</context>
<context>
    <name>kerb::MethodPanel</name>
    <message>
        <source>Choose…</source>
        <translation>Auswählen…</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Live depth</source>
        <translation>Live-Tiefe</translation>
    </message>
    <message>
        <source>Computes the depth of the frame that is shown, always of the newest</source>
        <translation>Berechnet die Tiefe des gezeigten Bildes, immer des neuesten</translation>
    </message>
    <message>
        <source>none chosen</source>
        <translation>keines gewählt</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>GPU (CUDA)</source>
        <translation>GPU (CUDA)</translation>
    </message>
    <message>
        <source>32-bit</source>
        <translation>32 Bit</translation>
    </message>
    <message>
        <source>bfloat16: faster, coarser</source>
        <translation>bfloat16: schneller, gröber</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Choose a Model</source>
        <translation>Modell auswählen</translation>
    </message>
    <message>
        <source>Models (*.safetensors)</source>
        <translation>Modelle (*.safetensors)</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
    <message>
        <source>Runs on %1, %2.</source>
        <translation>Läuft auf %1, %2.</translation>
    </message>
    <message>
        <source>&amp;Method</source>
        <translation>&amp;Methode</translation>
    </message>
    <message>
        <source>Choose a M&amp;odel…</source>
        <translation>M&amp;odell auswählen…</translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation>&amp;Gerät</translation>
    </message>
    <message>
        <source>&amp;Precision</source>
        <translation>Genauig&amp;keit</translation>
    </message>
    <message>
        <source>Try &amp;Again</source>
        <translation>Erneut &amp;versuchen</translation>
    </message>
</context>
<context>
    <name>kerb::Playback</name>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
</context>
<context>
    <name>kerb::PlayerActions</name>
    <message>
        <source>Play or Pause</source>
        <translation>Wiedergabe oder Pause</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Play Forwards, Faster</source>
        <translation>Vorwärts, schneller</translation>
    </message>
    <message>
        <source>Play Backwards, Faster</source>
        <translation>Rückwärts, schneller</translation>
    </message>
    <message>
        <source>Next Frame</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>Previous Frame</source>
        <translation>Voriges Bild</translation>
    </message>
    <message>
        <source>10 Frames Forward</source>
        <translation>10 Bilder vor</translation>
    </message>
    <message>
        <source>10 Frames Back</source>
        <translation>10 Bilder zurück</translation>
    </message>
    <message>
        <source>100 Frames Forward</source>
        <translation>100 Bilder vor</translation>
    </message>
    <message>
        <source>100 Frames Back</source>
        <translation>100 Bilder zurück</translation>
    </message>
    <message>
        <source>First Frame</source>
        <translation>Erstes Bild</translation>
    </message>
    <message>
        <source>Last Frame</source>
        <translation>Letztes Bild</translation>
    </message>
    <message>
        <source>Play from Here On</source>
        <translation>Ab hier abspielen</translation>
    </message>
    <message>
        <source>Play up to Here</source>
        <translation>Bis hier abspielen</translation>
    </message>
    <message>
        <source>Play Everything</source>
        <translation>Alles abspielen</translation>
    </message>
</context>
<context>
    <name>kerb::PlayerBar</name>
    <message>
        <source>Once</source>
        <translation>Einmal</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>Schleife</translation>
    </message>
    <message>
        <source>Back and Forth</source>
        <translation>Hin und her</translation>
    </message>
    <message>
        <source>At the end</source>
        <translation>Am Ende</translation>
    </message>
    <message>
        <source>What happens at the end of the range</source>
        <translation>Was am Ende des Bereichs geschieht</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Frame number, counted from 0</source>
        <translation>Bildnummer, ab 0 gezählt</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>von %1</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Position and length; click to choose the unit</source>
        <translation>Position und Länge; ein Klick wählt die Einheit</translation>
    </message>
    <message>
        <source>Minutes and Seconds</source>
        <translation>Minuten und Sekunden</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>Time Code</source>
        <translation>Timecode</translation>
    </message>
    <message>
        <source>&amp;Unit of Time</source>
        <translation>&amp;Zeiteinheit</translation>
    </message>
    <message>
        <source>At the &amp;End</source>
        <translation>Am &amp;Ende</translation>
    </message>
    <message>
        <source>&amp;Speed</source>
        <translation>&amp;Tempo</translation>
    </message>
</context>
<context>
    <name>kerb::RegionMeter</name>
    <message>
        <source>unlabelled</source>
        <translation>ohne Label</translation>
    </message>
    <message>
        <source>%1 m</source>
        <translation>%1 m</translation>
    </message>
    <message>
        <source>%1 × %2 pixels · relative depth</source>
        <translation>%1 × %2 Pixel · relative Tiefe</translation>
    </message>
    <message>
        <source>%1 × %2 pixels</source>
        <translation>%1 × %2 Pixel</translation>
    </message>
    <message>
        <source>no depth</source>
        <translation>keine Tiefe</translation>
    </message>
    <message>
        <source>mean %1 · median %2</source>
        <translation>Mittel %1 · Median %2</translation>
    </message>
    <message>
        <source>standard deviation %1</source>
        <translation>Standardabweichung %1</translation>
    </message>
    <message>
        <source>5 % to 95 %: %1 to %2</source>
        <translation>5 % bis 95 %: %1 bis %2</translation>
    </message>
    <message>
        <source>depth in %1 % of the pixels</source>
        <translation>Tiefe in %1 % der Pixel</translation>
    </message>
    <message>
        <source>%1: %2 %</source>
        <translation>%1: %2 %</translation>
    </message>
    <message>
        <source>other classes: %1 %</source>
        <translation>andere Klassen: %1 %</translation>
    </message>
</context>
<context>
    <name>kerb::ScaleEditor</name>
    <message>
        <source>Scale</source>
        <translation>Maßstab</translation>
    </message>
    <message>
        <source>As the method gives it</source>
        <translation>Wie vom Verfahren</translation>
    </message>
    <message>
        <source>Times a factor</source>
        <translation>Mal Faktor</translation>
    </message>
    <message>
        <source>By the camera&apos;s height</source>
        <translation>Nach Kamerahöhe</translation>
    </message>
    <message>
        <source>By the ground truth</source>
        <translation>Nach Ground Truth</translation>
    </message>
    <message>
        <source>Metres where the method knows them, else right up to one factor</source>
        <translation>Meter, wo das Verfahren sie kennt, sonst bis auf einen Faktor richtig</translation>
    </message>
    <message>
        <source>The same factor for every frame</source>
        <translation>Derselbe Faktor für jedes Bild</translation>
    </message>
    <message>
        <source>The road is found in every frame, and depth scaled so that the camera is that high above it</source>
        <translation>In jedem Bild wird die Straße gesucht und die Tiefe so skaliert, dass die Kamera so hoch darüber steht</translation>
    </message>
    <message>
        <source>In every frame the medians of depth and ground truth agree; needs a source that has depth</source>
        <translation>In jedem Bild stimmen die Mediane von Tiefe und Ground Truth überein; braucht eine Quelle mit Tiefe</translation>
    </message>
    <message>
        <source>How depth becomes metres; what is measured by the source itself is left as it is</source>
        <translation>Wie Tiefe zu Metern wird; von der Quelle selbst Gemessenes bleibt, wie es ist</translation>
    </message>
    <message>
        <source>Scale of depth</source>
        <translation>Maßstab der Tiefe</translation>
    </message>
    <message>
        <source> m</source>
        <translation> m</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>Faktor</translation>
    </message>
    <message>
        <source>Of the camera above the road, in metres</source>
        <translation>Höhe der Kamera über der Straße in Metern</translation>
    </message>
    <message>
        <source>Depth is multiplied by it</source>
        <translation>Die Tiefe wird damit multipliziert</translation>
    </message>
    <message>
        <source>&amp;Scale</source>
        <translation>&amp;Maßstab</translation>
    </message>
</context>
<context>
    <name>kerb::SemanticView</name>
    <message>
        <source>Camera picture</source>
        <translation>Kamerabild</translation>
    </message>
    <message>
        <source>unlabelled</source>
        <translation>ohne Label</translation>
    </message>
    <message>
        <source>picture of frame %1</source>
        <translation>zeigt Bild %1</translation>
    </message>
    <message>
        <source>no labels for this frame</source>
        <translation>für dieses Bild keine Labels</translation>
    </message>
    <message>
        <source>classes of frame %1</source>
        <translation>Klassen von Bild %1</translation>
    </message>
    <message>
        <source>classes come more than a second late: pause to see them</source>
        <translation>Klassen kommen mehr als eine Sekunde zu spät: zum Ansehen anhalten</translation>
    </message>
    <message>
        <source>no predicted classes: ground truth</source>
        <translation>keine vorhergesagten Klassen: Ground Truth</translation>
    </message>
</context>
<context>
    <name>kerb::ShortcutEditor</name>
    <message>
        <source>Change Keyboard Shortcuts</source>
        <translation>Tastenkürzel ändern</translation>
    </message>
    <message>
        <source>Search actions or keys</source>
        <translation>Aktionen oder Tasten suchen</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>Aktionen und ihre Tasten</translation>
    </message>
    <message>
        <source>No action or key is called like this.</source>
        <translation>Keine Aktion und keine Taste heißt so.</translation>
    </message>
    <message>
        <source>&amp;Keys:</source>
        <translation>&amp;Tasten:</translation>
    </message>
    <message>
        <source>&amp;Or:</source>
        <translation>&amp;Oder:</translation>
    </message>
    <message>
        <source>Press the new keys</source>
        <translation>Drücken Sie die neuen Tasten</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Take these keys away from the action</source>
        <translation>Der Aktion diese Tasten wegnehmen</translation>
    </message>
    <message>
        <source>Second keys</source>
        <translation>Zweite Tasten</translation>
    </message>
    <message>
        <source>Clear the keys</source>
        <translation>Tasten leeren</translation>
    </message>
    <message>
        <source>Clear the second keys</source>
        <translation>Zweite Tasten leeren</translation>
    </message>
    <message>
        <source>&amp;Reassign</source>
        <translation>&amp;Neu zuweisen</translation>
    </message>
    <message>
        <source>Take the keys from the other action</source>
        <translation>Der anderen Aktion die Tasten wegnehmen</translation>
    </message>
    <message>
        <source>&amp;Leave It There</source>
        <translation>Dort &amp;belassen</translation>
    </message>
    <message>
        <source>Leave the keys with the other action</source>
        <translation>Die Tasten bei der anderen Aktion belassen</translation>
    </message>
    <message>
        <source>Reset &amp;This</source>
        <translation>&amp;Diese zurücksetzen</translation>
    </message>
    <message>
        <source>Give this action the keys that it came with</source>
        <translation>Dieser Aktion ihre ursprünglichen Tasten geben</translation>
    </message>
    <message>
        <source>Reset &amp;All</source>
        <translation>&amp;Alle zurücksetzen</translation>
    </message>
    <message>
        <source>Give all actions the keys that they came with</source>
        <translation>Allen Aktionen ihre ursprünglichen Tasten geben</translation>
    </message>
    <message>
        <source>%1 belongs to “%2” in the menu %3.</source>
        <translation>%1 gehört zu „%2“ im Menü „%3“.</translation>
    </message>
</context>
<context>
    <name>kerb::Shortcuts</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>kerb::SourcePanel</name>
    <message numerus="yes">
        <source>%Ln frame(s)</source>
        <translation>
            <numerusform>%Ln Bild</numerusform>
            <numerusform>%Ln Bilder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln frame(s)</source>
        <translation>
            <numerusform>etwa %Ln Bild</numerusform>
            <numerusform>etwa %Ln Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>stereo</source>
        <translation>Stereo</translation>
    </message>
    <message>
        <source>depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>flow</source>
        <translation>Fluss</translation>
    </message>
    <message>
        <source>poses</source>
        <translation>Posen</translation>
    </message>
    <message>
        <source>Nothing is open.</source>
        <translation>Nichts ist geöffnet.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Read as</source>
        <translation>Gelesen als</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>%1, %2 a second</source>
        <translation>%1, %2 pro Sekunde</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Has</source>
        <translation>Enthält</translation>
    </message>
    <message>
        <source>images only</source>
        <translation>nur Bilder</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>%1. Distances and angles are a guess too</source>
        <translation>%1. Auch Entfernungen und Winkel sind geschätzt</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>typed in</source>
        <translation>eingegeben</translation>
    </message>
    <message>
        <source>from the file %1</source>
        <translation>aus der Datei %1</translation>
    </message>
    <message>
        <source>Forget These Settings</source>
        <translation>Diese Einstellungen vergessen</translation>
    </message>
    <message>
        <source>Camera, scale, method, range of the colours and range of frames are remembered for each source. This goes back to what they are without that.</source>
        <translation>Kamera, Maßstab, Verfahren, Farbbereich und Bildbereich werden für jede Quelle gemerkt. Dies stellt den Zustand ohne Gemerktes her.</translation>
    </message>
    <message>
        <source>&amp;Forget These Settings</source>
        <translation>Diese &amp;Einstellungen vergessen</translation>
    </message>
</context>
<context>
    <name>kerb::StartPage</name>
    <message>
        <source>Kerb</source>
        <translation>Kerb</translation>
    </message>
    <message>
        <source>Depth and semantics of driving video</source>
        <translation>Tiefe und Semantik von Fahrvideos</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Or drop a video, a folder of images or a data set anywhere in this window.</source>
        <translation>Oder ein Video, einen Bilderordner oder einen Datensatz irgendwo in dieses Fenster ziehen.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Recent sources</source>
        <translation>Zuletzt geöffnete Quellen</translation>
    </message>
    <message>
        <source>What you open will be listed here.</source>
        <translation>Geöffnetes wird hier aufgeführt.</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
</context>
<context>
    <name>kerb::SwatchMenu</name>
    <message>
        <source>Click to change the colour. Exports keep the data set&apos;s colours.</source>
        <translation>Klicken, um die Farbe zu ändern. Exporte behalten die Farben des Datensatzes.</translation>
    </message>
    <message>
        <source>Colour of %1</source>
        <translation>Farbe von %1</translation>
    </message>
    <message>
        <source>Change Colour…</source>
        <translation>Farbe ändern…</translation>
    </message>
    <message>
        <source>Reset Colour</source>
        <translation>Farbe zurücksetzen</translation>
    </message>
    <message>
        <source>Reset All Colours</source>
        <translation>Alle Farben zurücksetzen</translation>
    </message>
</context>
<context>
    <name>kerb::ThumbnailPopup</name>
    <message>
        <source>Frame %1 · %2</source>
        <translation>Bild %1 · %2</translation>
    </message>
</context>
<context>
    <name>kerb::Timeline</name>
    <message>
        <source>Position in the video</source>
        <translation>Position im Video</translation>
    </message>
    <message>
        <source>Frame %1 of %2, %3</source>
        <translation>Bild %1 von %2, %3</translation>
    </message>
</context>
<context>
    <name>kerb::WorkspaceMenu</name>
    <message>
        <source>&amp;Save Layout As…</source>
        <translation>Anordnung &amp;speichern als…</translation>
    </message>
    <message>
        <source>Re&amp;name…</source>
        <translation>&amp;Umbenennen…</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>&amp;Reset Layout</source>
        <translation>Anordnung &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>Keep the panels as they are now under a name</source>
        <translation>Die Bereiche, wie sie jetzt sind, unter einem Namen behalten</translation>
    </message>
    <message>
        <source>Delete the workspace that is shown</source>
        <translation>Den gezeigten Arbeitsbereich löschen</translation>
    </message>
    <message>
        <source>Back to how the workspace came, or was saved</source>
        <translation>Wie der Arbeitsbereich mitkam oder gespeichert wurde</translation>
    </message>
    <message>
        <source>Workspace %1</source>
        <translation>Arbeitsbereich %1</translation>
    </message>
    <message>
        <source>“%1” comes with Kerb. Choose another name.</source>
        <translation>„%1“ gehört zu Kerb. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>There is a workspace “%1” already.</source>
        <translation>Den Arbeitsbereich „%1“ gibt es schon.</translation>
    </message>
    <message>
        <source>The workspace “%1” will be replaced.</source>
        <translation>Der Arbeitsbereich „%1“ wird ersetzt.</translation>
    </message>
    <message>
        <source>There are %1 workspaces, one for each key. Delete one, or replace it by its name.</source>
        <translation>Es gibt %1 Arbeitsbereiche, einen für jede Taste. Löschen Sie einen, oder ersetzen Sie einen unter seinem Namen.</translation>
    </message>
    <message>
        <source>Save Layout</source>
        <translation>Anordnung speichern</translation>
    </message>
    <message>
        <source>&amp;Name of the workspace</source>
        <translation>&amp;Name des Arbeitsbereichs</translation>
    </message>
    <message>
        <source>Rename Workspace</source>
        <translation>Arbeitsbereich umbenennen</translation>
    </message>
</context>
</TS>
